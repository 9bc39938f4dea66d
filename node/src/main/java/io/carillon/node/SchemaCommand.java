package io.carillon.node;

import com.datastax.oss.driver.api.core.DriverException;

import io.carillon.node.config.CassandraReader;
import io.carillon.node.config.InvalidConfig;
import io.carillon.persistence.JournalUnavailableException;
import io.carillon.persistence.cassandra.Schema;
import io.carillon.persistence.cassandra.Sessions;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/// `schema`: makes Cassandra's keyspace and tables, or prints the CQL that does.
@Command(
        name = "schema",
        description = {
            "Makes the keyspace and tables that a cluster needs in Cassandra, or prints the CQL.",
            "Settings are those of a node: carillon.cassandra.* in a file or by -D."
        },
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    private enum Action {
        CREATE,
        PRINT
    }

    @Parameters(paramLabel = "create|print", description = "make what is missing, or print the CQL")
    private Action action;

    @Mixin private ServerOptions options;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        CassandraReader.Database database;
        try {
            database = CassandraReader.load(options.config(), options.settings());
        } catch (InvalidConfig wrong) {
            return Foreground.refuse(spec, wrong.getMessage());
        }
        var out = spec.commandLine().getOut();
        switch (action) {
            case PRINT -> out.print(Schema.cql(database.settings()));
            case CREATE -> {
                try (var session = Sessions.open(database.settings(), database.all())) {
                    Schema.create(session, database.settings());
                    out.println("the keyspace " + database.settings().keyspace() + " is ready");
                } catch (JournalUnavailableException | DriverException failure) {
                    return Foreground.fail(spec, failure.getMessage());
                }
            }
        }
        out.flush();
        return 0;
    }
}
