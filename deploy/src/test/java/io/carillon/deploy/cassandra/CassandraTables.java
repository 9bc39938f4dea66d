package io.carillon.deploy.cassandra;

import com.sun.tools.attach.VirtualMachine;

import java.io.IOException;

import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// The tables of one keyspace on the disk of a node, as `nodetool` sees them: by JMX, through an
/// agent that the node is told to start, for it listens to no port of that kind.
final class CassandraTables implements AutoCloseable {
    private static final String STORAGE = "org.apache.cassandra.db:type=StorageService";

    private final JMXConnector connector;
    private final MBeanServerConnection beans;
    private final String keyspace;

    private CassandraTables(JMXConnector connector, String keyspace) throws IOException {
        this.connector = connector;
        this.beans = connector.getMBeanServerConnection();
        this.keyspace = keyspace;
    }

    @SuppressWarnings("BanJNDI") // the address is that of a process which this one has started
    static CassandraTables of(CassandraNode node, String keyspace) throws Exception {
        var machine = VirtualMachine.attach(Long.toString(node.pid()));
        try {
            var address = new JMXServiceURL(machine.startLocalManagementAgent());
            return new CassandraTables(JMXConnectorFactory.connect(address), keyspace);
        } finally {
            machine.detach();
        }
    }

    /// Writes what is in memory to files, and returns when that is done.
    void flush() throws IOException, JMException {
        beans.invoke(
                new ObjectName(STORAGE),
                "forceKeyspaceFlush",
                new Object[] {keyspace, new String[0]},
                new String[] {String.class.getName(), String[].class.getName()});
    }

    /// Makes one file of all, and returns when that is done.
    void compact() throws IOException, JMException {
        beans.invoke(
                new ObjectName(STORAGE),
                "forceKeyspaceCompaction",
                new Object[] {false, keyspace, new String[0]},
                new String[] {
                    boolean.class.getName(), String.class.getName(), String[].class.getName()
                });
    }

    /// Octets of a table's files.
    long bytes(String table) throws IOException, JMException {
        return number(table, "LiveDiskSpaceUsed", "Count");
    }

    /// Files that a table's rows are in.
    long files(String table) throws IOException, JMException {
        return number(table, "LiveSSTableCount", "Value");
    }

    private long number(String table, String metric, String attribute)
            throws IOException, JMException {
        var name =
                "org.apache.cassandra.metrics:type=Table,keyspace=%s,scope=%s,name=%s"
                        .formatted(keyspace, table, metric);
        return ((Number) beans.getAttribute(new ObjectName(name), attribute)).longValue();
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
