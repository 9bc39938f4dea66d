package io.carillon.sip.proxy;

import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A flow as the few octets that tokens carry, with a mark of the user agent at its end.
///
/// Octets: the transport's code, listener, connection (8), port (2), address (4 or 16). Where there
/// is an edge or a mark to name, the code has its highest bit set, the length of the address stands
/// before it, and after it the edge with its length and the mark (4).
final class FlowOctets {
    private static final int LONG_FORM = 0x80;

    private FlowOctets() {}

    /// What octets say.
    ///
    /// @param mark of the user agent's instance; 0 where it is not known
    record Read(Flow flow, int mark) {}

    static byte[] of(Flow flow, int mark) {
        var address = flow.remote().getAddress().getAddress();
        var edge = flow.edge().getBytes(StandardCharsets.ISO_8859_1);
        boolean longForm = edge.length > 0 || mark != 0;
        int more = longForm ? 2 + edge.length + 4 : 0;
        var out = ByteBuffer.allocate(12 + address.length + more);
        out.put((byte) (flow.transport().code() | (longForm ? LONG_FORM : 0)));
        out.put((byte) flow.listener()).putLong(flow.connection());
        out.putShort((short) flow.remotePort());
        if (!longForm) return out.put(address).array();
        out.put((byte) address.length).put(address);
        return out.put((byte) edge.length).put(edge).putInt(mark).array();
    }

    /// Reads what [#of] made; empty when it is something else.
    static Optional<Read> read(byte[] octets) {
        try {
            return read(ByteBuffer.wrap(octets));
        } catch (BufferUnderflowException | UnknownHostException _) {
            return Optional.empty();
        }
    }

    private static Optional<Read> read(ByteBuffer in) throws UnknownHostException {
        int first = in.get() & 0xff;
        boolean longForm = (first & LONG_FORM) != 0;
        var transport = Transport.of(first & ~LONG_FORM);
        if (transport.isEmpty()) return Optional.empty();
        int listener = in.get() & 0xff;
        long connection = in.getLong();
        int port = in.getShort() & 0xffff;
        var address = octets(in, longForm ? in.get() & 0xff : in.remaining());
        var remote = new InetSocketAddress(InetAddress.getByAddress(address), port);
        var edge = longForm ? octets(in, in.get() & 0xff) : new byte[0];
        int mark = longForm ? in.getInt() : 0;
        var name = new String(edge, StandardCharsets.ISO_8859_1);
        return Optional.of(
                new Read(new Flow(name, transport.get(), listener, connection, remote), mark));
    }

    private static byte[] octets(ByteBuffer in, int count) {
        if (count > in.remaining()) throw new BufferUnderflowException();
        var octets = new byte[count];
        in.get(octets);
        return octets;
    }
}
