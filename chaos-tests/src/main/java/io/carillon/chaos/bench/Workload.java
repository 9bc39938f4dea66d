package io.carillon.chaos.bench;

import io.carillon.chaos.sipp.Scenario;

import java.util.Arrays;
import java.util.Optional;

/// What can be measured at a fixed rate, and what one run of it is made of.
enum Workload {
    REGISTER_INSERT("register-insert", Scenario.REGISTER, 1, 3000),
    REGISTER_REFRESH("register-refresh", Scenario.REGISTER, 1, 3000),
    REGISTER_AUTH("register-auth", Scenario.REGISTER_DIGEST, 2, 2000),
    CALL("call", Scenario.CALL, 2, 800),
    FIXED("fixed", Scenario.FIXED, 2, 800),
    MESSAGE("message", Scenario.MESSAGE, 1, 2000),
    OPTIONS("options", Scenario.OPTIONS, 1, 5000);

    private final String title;
    private final Scenario scenario;
    private final int transactions;
    private final int rate;

    Workload(String title, Scenario scenario, int transactions, int rate) {
        this.title = title;
        this.scenario = scenario;
        this.transactions = transactions;
        this.rate = rate;
    }

    static Optional<Workload> of(String title) {
        return Arrays.stream(values()).filter(each -> each.title.equals(title)).findFirst();
    }

    String title() {
        return title;
    }

    Scenario scenario() {
        return scenario;
    }

    /// Requests in one run, ACK not counted: it begins no transaction.
    int transactions() {
        return transactions;
    }

    /// Runs begun each second, unless told otherwise.
    int rate() {
        return rate;
    }

    boolean isRegistration() {
        return this == REGISTER_INSERT || this == REGISTER_REFRESH || this == REGISTER_AUTH;
    }

    /// Whether the server must ask for a password.
    boolean needsDigest() {
        return this == REGISTER_AUTH;
    }

    /// Whether users must be registered beforehand.
    boolean needsRegisteredUsers() {
        return this == CALL || this == MESSAGE || this == REGISTER_REFRESH;
    }

    /// Whether a run holds for a while between its transactions.
    boolean isCall() {
        return this == CALL || this == FIXED;
    }
}
