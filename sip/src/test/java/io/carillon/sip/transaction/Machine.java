package io.carillon.sip.transaction;

import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;

import java.util.ArrayList;
import java.util.List;

/// The four machines behind one face, their events by the labels of ladders and arrow tables:
/// `INVITE` or `BYE` (the request again), `ACK`, `INVITE/486`, `timer G`, `unreachable`.
enum Machine {
    INVITE_SERVER("INVITE", true) {
        @Override
        Step<?> start(TimerValues t) {
            return InviteServer.start(request());
        }

        @Override
        Step<?> on(Object state, String label, TimerValues t) {
            return InviteServer.on((InviteServer.State) state, event(label), t);
        }

        private InviteServer.Event event(String label) {
            if (label.equals("INVITE")) return new InviteServer.Event.Retransmitted();
            if (label.equals("ACK")) return new InviteServer.Event.Acked(Samples.request("ACK"));
            if (label.startsWith("timer")) return new InviteServer.Event.Fired(timer(label));
            if (label.equals("unreachable")) return new InviteServer.Event.Unreachable();
            return new InviteServer.Event.Answered(response(label));
        }

        @Override
        List<?> states() {
            return List.of(
                    new InviteServer.State.Trying(response("INVITE/100")),
                    new InviteServer.State.Proceeding(response("INVITE/180")),
                    new InviteServer.State.Completed(response("INVITE/486"), 500),
                    new InviteServer.State.Accepted(),
                    new InviteServer.State.Confirmed(),
                    new InviteServer.State.Terminated());
        }

        @Override
        List<String> ownLabels() {
            return List.of("INVITE", "ACK");
        }
    },
    NON_INVITE_SERVER("BYE", true) {
        @Override
        Step<?> start(TimerValues t) {
            return NonInviteServer.start(request(), t);
        }

        @Override
        Step<?> on(Object state, String label, TimerValues t) {
            return NonInviteServer.on((NonInviteServer.State) state, event(label), t);
        }

        private NonInviteServer.Event event(String label) {
            if (label.equals("BYE")) return new NonInviteServer.Event.Retransmitted();
            if (label.startsWith("timer")) return new NonInviteServer.Event.Fired(timer(label));
            if (label.equals("unreachable")) return new NonInviteServer.Event.Unreachable();
            return new NonInviteServer.Event.Answered(response(label));
        }

        @Override
        List<?> states() {
            return List.of(
                    new NonInviteServer.State.Trying(request()),
                    new NonInviteServer.State.Proceeding(response("BYE/100")),
                    new NonInviteServer.State.Completed(response("BYE/200")),
                    new NonInviteServer.State.Abandoned(),
                    new NonInviteServer.State.Terminated());
        }

        @Override
        List<String> ownLabels() {
            return List.of("BYE", "BYE/408");
        }
    },
    INVITE_CLIENT("INVITE", false) {
        @Override
        Step<?> start(TimerValues t) {
            return InviteClient.start(request(), t);
        }

        @Override
        Step<?> on(Object state, String label, TimerValues t) {
            return InviteClient.on((InviteClient.State) state, event(label), t);
        }

        private InviteClient.Event event(String label) {
            if (label.startsWith("timer")) return new InviteClient.Event.Fired(timer(label));
            if (label.equals("unreachable")) return new InviteClient.Event.Unreachable();
            return new InviteClient.Event.Received(response(label));
        }

        @Override
        List<?> states() {
            return List.of(
                    new InviteClient.State.Calling(request(), 500),
                    new InviteClient.State.Proceeding(request()),
                    new InviteClient.State.Completed(Samples.request("ACK")),
                    new InviteClient.State.Accepted(),
                    new InviteClient.State.Terminated());
        }
    },
    NON_INVITE_CLIENT("BYE", false) {
        @Override
        Step<?> start(TimerValues t) {
            return NonInviteClient.start(request(), t);
        }

        @Override
        Step<?> on(Object state, String label, TimerValues t) {
            return NonInviteClient.on((NonInviteClient.State) state, event(label), t);
        }

        private NonInviteClient.Event event(String label) {
            if (label.startsWith("timer")) return new NonInviteClient.Event.Fired(timer(label));
            if (label.equals("unreachable")) return new NonInviteClient.Event.Unreachable();
            return new NonInviteClient.Event.Received(response(label));
        }

        @Override
        List<?> states() {
            return List.of(
                    new NonInviteClient.State.Trying(request(), 500),
                    new NonInviteClient.State.Proceeding(request()),
                    new NonInviteClient.State.Completed(),
                    new NonInviteClient.State.Terminated());
        }
    };

    private final String method;
    private final boolean server;

    Machine(String method, boolean server) {
        this.method = method;
        this.server = server;
    }

    String method() {
        return method;
    }

    boolean isServer() {
        return server;
    }

    Request request() {
        return Samples.request(method);
    }

    Response response(String label) {
        return Samples.response(method, Integer.parseInt(label.substring(label.indexOf('/') + 1)));
    }

    static Timer timer(String label) {
        return Timer.valueOf(label.substring("timer ".length()));
    }

    abstract Step<?> start(TimerValues t);

    /// Feeds the event of a label.
    abstract Step<?> on(Object state, String label, TimerValues t);

    /// One state of every box.
    abstract List<?> states();

    /// Labels that only this machine knows.
    List<String> ownLabels() {
        return List.of();
    }

    /// Every kind of event.
    List<String> labels() {
        var labels = new ArrayList<>(ownLabels());
        for (var status : List.of(100, 180, 200, 486)) labels.add(method + "/" + status);
        for (var timer : Timer.values()) labels.add("timer " + timer);
        labels.add("unreachable");
        return labels;
    }

    /// The name of a state's box.
    static String box(Object state) {
        return state.getClass().getSimpleName();
    }
}
