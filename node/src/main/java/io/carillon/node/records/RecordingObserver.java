package io.carillon.node.records;

import io.carillon.sharding.call.CallObserver;
import io.carillon.sharding.time.NodeClock;
import io.carillon.sip.message.Method;
import io.carillon.sip.proxy.ProxyEffect;

/// Hears what becomes of calls for the metrics, and has the ends of calls written down.
public final class RecordingObserver implements CallObserver {
    private final CallObserver metrics;
    private final CallRecords records;
    private final NodeClock clock;

    public RecordingObserver(CallObserver metrics, CallRecords records, NodeClock clock) {
        this.metrics = metrics;
        this.records = records;
        this.clock = clock;
    }

    @Override
    public void finished(Method method, int status, long millis) {
        metrics.finished(method, status, millis);
    }

    @Override
    public void ended(String callId, ProxyEffect.Ended call) {
        metrics.ended(callId, call);
        records.ended(callId, call, clock.millis());
    }

    @Override
    public void repeated(boolean sent) {
        metrics.repeated(sent);
    }
}
