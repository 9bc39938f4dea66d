package io.carillon.sharding.call;

import io.carillon.sharding.flow.Receipt;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.transaction.TransactionKey;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// The receipts of requests that have not been answered yet: the edge that they came by goes on
/// repeating them, so that the next owner hears of them should this one end before it answers.
///
/// A 100 says that enough nodes know of an INVITE, so any response to it will do. No other node
/// knows of any other request, whose 100 says no more than that it takes long (RFC 4320 §4.1).
final class Receipts {
    private static final int MOST = 512;

    private final Consumer<Receipt> acknowledge;

    /// Null while nothing is waited for, which over UDP is always.
    private Map<TransactionKey, Receipt> held;

    Receipts(Consumer<Receipt> acknowledge) {
        this.acknowledge = acknowledge;
    }

    /// A request is about to be handled. What is never answered is acknowledged at once.
    void received(Request request, Receipt receipt) {
        if (receipt.isNone()) return;
        if (request.method() == Method.ACK) {
            acknowledge.accept(receipt);
            return;
        }
        if (held == null) held = new HashMap<>(4);
        if (held.size() >= MOST) held.clear(); // of requests that nobody ever answers
        held.put(TransactionKey.ofServer(request), receipt);
    }

    /// A response is on its way upstream.
    void answered(Response response) {
        if (held == null || isOnItsWay(response)) return;
        var receipt = held.remove(TransactionKey.ofAnswered(response));
        if (held.isEmpty()) held = null;
        if (receipt != null) acknowledge.accept(receipt);
    }

    private static boolean isOnItsWay(Response response) {
        return response.isProvisional() && response.method() != Method.INVITE;
    }
}
