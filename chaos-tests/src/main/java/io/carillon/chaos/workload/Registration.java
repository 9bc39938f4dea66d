package io.carillon.chaos.workload;

import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Response;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// A telephone's binding: what it asked for, what it was promised, and what it asks after.
///
/// A telephone that has lost its connection registers its instance anew over the next one at once,
/// and again until that is acknowledged. RFC 3261 §10.2, RFC 5626 §4.
final class Registration {
    private static final int EXPIRES_SECONDS = 3600;
    private static final long AGAIN_MILLIS = 500;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Phone phone;
    private final String callId;
    private final String instance;
    private long cseq;
    private boolean wanted;
    private boolean busy;
    private boolean outdated;
    private Loop.Timer renewal;

    /// Until then the server wants to hear nothing (RFC 3261 §20.33); milliseconds of the clock.
    private long notBefore;

    /// The promise: this contact is bound until then.
    private String promised = "";

    private long promisedAt;
    private long promisedUntil;

    /// What was asked for after the promise; the server may have done that, or not.
    private final List<String> askedSince = new ArrayList<>(1);

    Registration(Phone phone) {
        this.phone = phone;
        this.callId = "reg-" + phone.board().unique();
        this.instance =
                UUID.nameUUIDFromBytes(callId.getBytes(StandardCharsets.US_ASCII)).toString();
    }

    boolean isPromised() {
        return !promised.isEmpty() && promisedUntil - System.nanoTime() > 0;
    }

    /// Whether the promise was made, or made again, after that.
    boolean isPromisedSince(long nanos) {
        return isPromised() && promisedAt - nanos >= 0;
    }

    /// Registers or refreshes, unless that is under way.
    void refresh() {
        wanted = true;
        if (busy || !phone.isConnected() || System.currentTimeMillis() < notBefore) {
            return;
        }
        busy = true;
        var contact = phone.contactUri();
        askedSince.add(contact);
        var lines = new ArrayList<String>(3);
        if (phone.isReliable()) {
            lines.add(
                    "Contact: <%s>;+sip.instance=\"<urn:uuid:%s>\";reg-id=1"
                            .formatted(contact, instance));
            lines.add("Supported: path, outbound");
        } else {
            lines.add("Contact: <" + contact + ">");
        }
        lines.add("Expires: " + EXPIRES_SECONDS);
        phone.board().figures().registerBegun();
        var refresh = new Refresh(contact);
        refresh.exchange = send(lines, refresh);
    }

    private Exchange send(List<String> lines, Exchange.Listener listener) {
        cseq++;
        var from = "<" + phone.aor() + ">;tag=" + phone.board().unique();
        var domain = "sip:" + phone.board().domain();
        var to = "<" + phone.aor() + ">";
        var draft = new Draft(Method.REGISTER, domain, callId, cseq, from, to, lines, "");
        var exchange = new Exchange(phone, draft, listener);
        exchange.start(phone.edge());
        return exchange;
    }

    /// There is another connection, of which the server must hear.
    void connectionChanged() {
        if (wanted) {
            outdated = true;
            renew();
        }
    }

    private void renew() {
        if (outdated && renewal == null) {
            refresh();
            long pause = Math.max(AGAIN_MILLIS, notBefore - System.currentTimeMillis());
            renewal =
                    phone.board()
                            .loop()
                            .after(
                                    pause,
                                    () -> {
                                        renewal = null;
                                        renew();
                                    });
        }
    }

    private final class Refresh implements Exchange.Listener {
        private final String contact;
        private final long begun = System.nanoTime();
        private Exchange exchange;

        private Refresh(String contact) {
            this.contact = contact;
        }

        @Override
        public void provisional(Response response) {}

        @Override
        public void answered(Response response) {
            busy = false;
            cseq = Math.max(cseq, response.cseq().number());
            if (response.isSuccess()) {
                promise(response);
            } else {
                phone.board().figures().registerRefused(begun, response);
                int seconds = Exchange.retryAfter(response);
                if (seconds > 0) {
                    notBefore = System.currentTimeMillis() + seconds * 1000L;
                }
            }
        }

        private void promise(Response response) {
            phone.board().figures().registered(phone.user(), begun, exchange.searchNanos());
            if (!contacts(response).contains(contact)) {
                phone.board().figures().strange("a 200 to REGISTER without the contact it was for");
            }
            promised = contact;
            promisedAt = System.nanoTime();
            promisedUntil = begun + EXPIRES_SECONDS * NANOS_PER_SECOND;
            askedSince.clear();
            if (outdated && contact.equals(phone.contactUri())) {
                outdated = false;
            }
        }

        @Override
        public void failed(String why) {
            busy = false;
            phone.board().figures().registerFailed(begun, phone.id() + ": " + why);
        }
    }

    static Set<String> contacts(Response response) {
        try {
            var contacts = new HashSet<String>();
            for (var address : response.addresses(HeaderName.CONTACT)) {
                contacts.add(address.uri().toString());
            }
            return contacts;
        } catch (MalformedException wrong) {
            return Set.of();
        }
    }

    /// How asking for the promised binding went.
    enum Finding {
        KEPT,
        LOST,
        UNANSWERED
    }

    /// Asks which contacts are bound: a REGISTER without any (§10.2.3).
    void verify(Consumer<Finding> found) {
        send(
                List.of(),
                new Exchange.Listener() {
                    @Override
                    public void provisional(Response response) {}

                    @Override
                    public void answered(Response response) {
                        if (!response.isSuccess()) {
                            found.accept(Finding.UNANSWERED);
                            return;
                        }
                        var bound = contacts(response);
                        boolean kept =
                                bound.contains(promised)
                                        || askedSince.stream().anyMatch(bound::contains);
                        found.accept(kept ? Finding.KEPT : Finding.LOST);
                    }

                    @Override
                    public void failed(String why) {
                        found.accept(Finding.UNANSWERED);
                    }
                });
    }
}
