package io.carillon.sip.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Headers;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Digests by the vectors of RFC 7616 §3.9.1, RFC 2617 §3.5 and RFC 2069; reading of credentials.
class DigestTest {
    private static final PasswordHashes MUFASA =
            PasswordHashes.of("Mufasa", "http-auth@example.org", "Circle of Life");

    private static final String RFC_7616 =
            "Digest username=\"Mufasa\",\r\n realm=\"http-auth@example.org\","
                    + " uri=\"/dir/index.html\", algorithm=%s,"
                    + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001,"
                    + " cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth,"
                    + " response=\"%s\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

    @Test
    void theMd5ExampleOfRfc7616IsRight() throws Exception {
        var credentials = parse(RFC_7616.formatted("MD5", "8ca523f5e9506fed4657c9700eebdbec"));
        assertThat(DigestCheck.isRight(credentials, Method.of("GET"), MUFASA)).isTrue();
    }

    @Test
    void theSha256ExampleOfRfc7616IsRight() throws Exception {
        var response = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        var credentials = parse(RFC_7616.formatted("SHA-256", response));
        assertThat(DigestCheck.isRight(credentials, Method.of("GET"), MUFASA)).isTrue();
        assertThat(DigestCheck.isRight(credentials, Method.of("PUT"), MUFASA)).isFalse();
    }

    @Test
    void theExampleOfRfc2617IsRight() throws Exception {
        var credentials =
                parse(
                        "Digest username=\"Mufasa\", realm=\"testrealm@host.com\","
                                + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
                                + " uri=\"/dir/index.html\", qop=\"auth\", nc=00000001,"
                                + " cnonce=\"0a4f113b\","
                                + " response=\"6629FAE49393A05397450978507C4EF1\"");
        var hashes = PasswordHashes.of("Mufasa", "testrealm@host.com", "Circle Of Life");
        assertThat(hashes.md5()).isEqualTo("939e7578ed9e3c518a452acee763bce9");
        assertThat(credentials.algorithm()).isEqualTo(DigestAlgorithm.MD5);
        assertThat(DigestCheck.isRight(credentials, Method.of("GET"), hashes)).isTrue();
    }

    @Test
    void theFormOfRfc2069IsRightWithoutQop() throws Exception {
        // The example of RFC 2069 §2.4 with the response of its erratum.
        var credentials =
                parse(
                        "Digest username=\"Mufasa\", realm=\"testrealm@host.com\","
                                + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
                                + " uri=\"/dir/index.html\","
                                + " response=\"1949323746fe6a43ef61f9606e7febea\"");
        var hashes = PasswordHashes.of("Mufasa", "testrealm@host.com", "CircleOfLife");
        assertThat(credentials.count()).isEqualTo(1);
        assertThat(DigestCheck.isRight(credentials, Method.of("GET"), hashes)).isTrue();
        assertThat(DigestCheck.isRight(credentials, Method.INVITE, hashes)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NoOneKnowsThisScheme opaque-data=here",
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response=\"x\","
                        + " algorithm=SHA-512-256",
                "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response=\"x\","
                        + " qop=auth-int, nc=00000001, cnonce=\"c\"",
                "Digest"
            })
    void whatWeDidNotAskForIsAsIfAbsent(String value) throws Exception {
        assertThat(DigestCredentials.parse(value, "Authorization")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:r\"",
                "Digest username=\"a, realm=\"r\"",
                "Digest username=\"a",
                "Digest username",
                "Digest username=\"a\" realm=\"r\"",
                "Digest username=\"a\", username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:r\","
                        + " response=\"x\"",
                "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response=\"x\","
                        + " qop=auth, nc=1, cnonce=\"c\"",
                "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:r\", response=\"x\","
                        + " qop=auth, nc=0000000g, cnonce=\"c\""
            })
    void brokenCredentialsNameTheirHeader(String value) {
        assertThatThrownBy(() -> DigestCredentials.parse(value, "Authorization"))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("Authorization");
    }

    @Test
    void theCredentialsOfTheRealmAreChosen() throws Exception {
        var headers =
                Headers.of(
                        Header.of(HeaderName.AUTHORIZATION, "Other x=y"),
                        Header.of(HeaderName.AUTHORIZATION, digest("elsewhere.example")),
                        Header.of(HeaderName.AUTHORIZATION, digest("example.com")));
        assertThat(
                        DigestCredentials.find(headers, HeaderName.AUTHORIZATION, "example.com")
                                .orElseThrow()
                                .realm())
                .isEqualTo("example.com");
        assertThat(DigestCredentials.find(headers, HeaderName.AUTHORIZATION, "third.example"))
                .isEmpty();
        assertThat(DigestCredentials.find(headers, HeaderName.PROXY_AUTHORIZATION, "example.com"))
                .isEmpty();
    }

    private static String digest(String realm) {
        return "Digest username=\"a\",realm=\"%s\",nonce=\"n\",uri=\"sip:r\",response=\"x\""
                .formatted(realm);
    }

    @Test
    void aChallengeOffersWhatItIsToldInThatOrder() {
        var lines = new DigestChallenge(BOTH, "example.com", "abc", true).fromProxy(Headers.NONE);
        assertThat(lines)
                .extracting(Header::toString)
                .containsExactly(
                        "Proxy-Authenticate: Digest realm=\"example.com\", nonce=\"abc\","
                                + " algorithm=SHA-256, qop=\"auth\", stale=true",
                        "Proxy-Authenticate: Digest realm=\"example.com\", nonce=\"abc\","
                                + " algorithm=MD5, qop=\"auth\", stale=true");
        assertThat(new DigestChallenge(BOTH, "example.com", "abc", false).fromServer(Headers.NONE))
                .extracting(Header::toString)
                .allMatch(line -> line.startsWith("WWW-Authenticate: ") && !line.contains("stale"));
    }

    @Test
    void aUserAgentThatStopsAtSha256IsOfferedMd5Alone() {
        var agent = Header.of(HeaderName.USER_AGENT, "baresip v1.0.0 (x86_64/linux)");
        assertThat(new DigestChallenge(BOTH, "a", "b", false).fromServer(Headers.of(agent)))
                .extracting(Header::toString)
                .singleElement()
                .asString()
                .contains("algorithm=MD5");
    }

    private static final List<DigestAlgorithm> BOTH =
            List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);

    private static DigestCredentials parse(String value) throws MalformedException {
        var text = Header.of(HeaderName.AUTHORIZATION, value.replace("\r\n", "")).value();
        return DigestCredentials.parse(text, "Authorization").orElseThrow();
    }
}
