/// Keys and certificates for TLS, in the files that certificate authorities hand out: of the
/// connections to the database, and of those between nodes.
///
/// In: paths of PEM files. Out: keys and certificates, or one line that names the file at fault.
package io.carillon.persistence.pem;
