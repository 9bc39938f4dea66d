package io.carillon.sharding.call;

import io.carillon.sip.message.Method;
import io.carillon.sip.proxy.ProxyEffect;

/// Hears what becomes of transactions, for metrics. Called on the entity's thread; must not block.
public interface CallObserver {
    /// A server transaction got its final response.
    ///
    /// @param millis from the request's arrival
    void finished(Method method, int status, long millis);

    /// An accepted call has ended.
    void ended(String callId, ProxyEffect.Ended call);

    /// A message was sent once more by us, or received once more.
    void repeated(boolean sent);
}
