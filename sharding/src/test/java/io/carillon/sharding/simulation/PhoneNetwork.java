package io.carillon.sharding.simulation;

import io.carillon.sip.message.SipMessage;
import io.carillon.sip.transport.Transport;

import java.util.HashMap;
import java.util.Map;

/// What lies between phones and edges: datagrams are lost, doubled and overtaken; connections keep
/// everything and its order.
final class PhoneNetwork {
    /// What becomes of datagrams, of each kind so many in a hundred; the late ones are overtaken.
    record Weather(int lost, int doubled, int late) {}

    private final Schedule schedule;
    private final Chance chance;
    private final Diary diary;
    private final Weather weather;
    private final Map<String, Long> lastArrival = new HashMap<>();

    PhoneNetwork(Schedule schedule, Chance chance, Diary diary, Weather weather) {
        this.schedule = schedule;
        this.chance = chance;
        this.diary = diary;
        this.weather = weather;
    }

    void toPhone(EdgeNode from, Phone to, SipMessage message) {
        carry(from.process.name, to.name, to.transport, message, () -> to.received(message, from));
    }

    void toEdge(Phone from, EdgeNode to, SipMessage message) {
        carry(
                from.name,
                to.process.name,
                from.transport,
                message,
                () -> {
                    if (to.process.isAlive()) to.received(message, from);
                    else if (to.isRefusing()) refuse(from, to, message);
                });
    }

    /// The host of an edge that has died says that its port is closed.
    private void refuse(Phone phone, EdgeNode edge, SipMessage message) {
        if (chance.percent(weather.lost)) return;
        diary.note(edge.process.name, "-/", phone.name, message);
        schedule.after(delay(), () -> phone.refused(message));
    }

    private void carry(
            String from, String to, Transport transport, SipMessage message, Runnable arrival) {
        if (transport.isReliable()) {
            diary.note(from, "->", to, message);
            long at = schedule.now() + chance.between(1, 10);
            at = Math.max(at, lastArrival.getOrDefault(from + to, 0L));
            lastArrival.put(from + to, at);
            schedule.after(at - schedule.now(), arrival);
            return;
        }
        boolean lost = chance.percent(weather.lost);
        boolean doubled = chance.percent(weather.doubled);
        diary.note(from, lost ? "-x" : doubled ? "-2" : "->", to, message);
        if (lost) return;
        schedule.after(delay(), arrival);
        if (doubled) schedule.after(delay(), arrival);
    }

    private long delay() {
        return chance.percent(weather.late) ? chance.between(20, 250) : chance.between(1, 15);
    }
}
