package io.carillon.sharding.wire;

import io.carillon.persistence.EntityDirectory;
import io.carillon.sharding.call.CallCommand;
import io.carillon.sharding.flow.EdgeDescription;
import io.carillon.sharding.flow.OutletCommand;
import io.carillon.sharding.flow.Receipt;
import io.carillon.sharding.handover.Former;
import io.carillon.sharding.handover.HandoverCommand;
import io.carillon.sharding.handover.NodeId;
import io.carillon.sharding.handover.Passage;
import io.carillon.sharding.inquiry.Inquiry;
import io.carillon.sharding.inquiry.InquiryReply;
import io.carillon.sharding.location.AccountReply;
import io.carillon.sharding.location.AorCommand;
import io.carillon.sharding.location.AorReply;
import io.carillon.sharding.location.BindingsReply;
import io.carillon.sip.auth.DigestAlgorithm;
import io.carillon.sip.auth.DigestCredentials;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Binding;
import io.carillon.sip.location.Contact;
import io.carillon.sip.location.LocationReply;
import io.carillon.sip.location.Target;
import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.Method;
import io.carillon.sip.message.Request;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.SipUri;
import io.carillon.sip.proxy.CallState;
import io.carillon.sip.proxy.ClientTransaction;
import io.carillon.sip.proxy.Deadlines;
import io.carillon.sip.proxy.Dialog;
import io.carillon.sip.proxy.Fork;
import io.carillon.sip.proxy.ProxyEvent.Origin;
import io.carillon.sip.proxy.Repetition;
import io.carillon.sip.proxy.ResponseContext;
import io.carillon.sip.proxy.RoutePreprocessing;
import io.carillon.sip.proxy.ServerTransaction;
import io.carillon.sip.transaction.InviteClient;
import io.carillon.sip.transaction.InviteServer;
import io.carillon.sip.transaction.NonInviteClient;
import io.carillon.sip.transaction.NonInviteServer;
import io.carillon.sip.transaction.Timer;
import io.carillon.sip.transaction.TransactionKey;
import io.carillon.sip.transport.Destination;
import io.carillon.sip.transport.Flow;
import io.carillon.sip.transport.Hop;
import io.carillon.sip.transport.HostPort;
import io.carillon.sip.transport.Listener;
import io.carillon.sip.transport.Transport;

import org.apache.pekko.actor.typed.ActorRef;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The messages whose octets of version 1 lie in `wire/v1`, by file name: one of each manifest at
/// least.
///
/// Never changed: when a field is added, its value here is what a reader of old octets has to see.
final class Version1 {
    private static final String EDGE = "127.0.1.2:7355";
    private static final NodeId NODE = new NodeId("127.0.1.3:7355", 0xfedc_ba98_7654_3210L);
    private static final Passage PASSAGE = new Passage(-7, 3);
    private static final Aor ALICE = new Aor("al\u00ecce smith", "example.com");
    private static final TransactionKey KEY =
            new TransactionKey("z9hG4bK-7", "192.0.2.7:5062", Method.INVITE);
    private static final TransactionKey CLIENT =
            new TransactionKey("z9hG4bK-8", "", Method.of("FANCY"));
    private static final Flow TCP =
            new Flow(EDGE, Transport.TCP, 1, -2, new InetSocketAddress("192.0.2.7", 65_535));
    private static final Flow UDP6 =
            new Flow(Transport.UDP, 0, 0, new InetSocketAddress("2001:db8::9", 5060));

    private Version1() {}

    /// A message and the manifest it travels under.
    record Sample(String manifest, Object value) {}

    /// @param somebody who wants to be answered
    static Map<String, Sample> samples(ActorRef<?> somebody) {
        var samples = new LinkedHashMap<String, Sample>();
        calls(samples);
        outlets(samples, somebody);
        aors(samples, somebody);
        replies(samples);
        handover(samples);
        inquiries(samples, somebody);
        return samples;
    }

    private static void inquiries(Map<String, Sample> to, ActorRef<?> somebody) {
        ActorRef<InquiryReply> ref = somebody.unsafeUpcast();
        put(to, "inquiry.list-calls.v1", "", new Inquiry.ListCalls(700, ref));
        put(to, "inquiry.find-call.v1", "", new Inquiry.FindCall("call-1@h\u00f6st", ref));
        put(
                to,
                "inquiry.list-ids.v1",
                "",
                new Inquiry.ListIds("aor|", Optional.of("aor|x"), 1, ref));
        put(
                to,
                "inquiry.list-ids.v1",
                "-first",
                new Inquiry.ListIds("aor|", Optional.empty(), 9, ref));
        var dialog = new Dialog("sip:a@x", "sip:b@x", "1", "2", 1_700_000_000_000L, 1L << 41);
        var call = new InquiryReply.Call("call-1", List.of(dialog, dialog));
        put(to, "inquiry.calls.v1", "", new InquiryReply.Calls(List.of(call), true));
        put(to, "inquiry.calls.v1", "-none", new InquiryReply.Calls(List.of(), false));
        var page = new EntityDirectory.Page(List.of("aor|a", "aor|b"), Optional.of("aor|b"));
        put(to, "inquiry.ids.v1", "", new InquiryReply.Ids(page));
        var last = new EntityDirectory.Page(List.of(), Optional.empty());
        put(to, "inquiry.ids.v1", "-last", new InquiryReply.Ids(last));
        put(to, "inquiry.not-read.v1", "", new InquiryReply.NotRead("no journal"));
    }

    private static void calls(Map<String, Sample> to) {
        var receipt = new Receipt(EDGE, 1L << 40);
        put(to, "call.received.v1", "", new CallCommand.Received(invite(), TCP, receipt));
        put(
                to,
                "call.received.v1",
                "-minimal",
                new CallCommand.Received(invite(), UDP6, Receipt.NONE));
        put(to, "call.responded.v1", "", new CallCommand.Responded(ringing(), TCP, receipt));
        put(to, "call.unreachable.v1", "", new CallCommand.Unreachable("call-1", CLIENT));
        put(to, "call.resume.v1", "", new CallCommand.Resume(former()));
    }

    private static void outlets(Map<String, Sample> to, ActorRef<?> somebody) {
        var host = new HostPort(Optional.of(Transport.TLS), "proxy.example.net", 5061);
        var bare = new HostPort(Optional.empty(), "2001:db8::1", -1);
        var address = new Destination(Transport.UDP, new InetSocketAddress("192.0.2.9", 5060));
        put(
                to,
                "outlet.send.v1",
                "-by-flow",
                new OutletCommand.Send(invite(), new Hop.ByFlow(TCP), true));
        put(
                to,
                "outlet.send.v1",
                "-by-flow-or",
                new OutletCommand.Send(ringing(), new Hop.ByFlowOr(TCP, host), false));
        put(
                to,
                "outlet.send.v1",
                "-by-flow-or-any",
                new OutletCommand.Send(ringing(), new Hop.ByFlowOr(UDP6, bare), false));
        put(
                to,
                "outlet.send.v1",
                "-to",
                new OutletCommand.Send(invite(), new Hop.To(EDGE, address), true));
        put(to, "outlet.acknowledge.v1", "", new OutletCommand.Acknowledge(1L << 40));
        put(to, "outlet.describe.v1", "", new OutletCommand.Describe(somebody.unsafeUpcast()));
        var listener =
                new Listener(
                        Transport.UDP,
                        1,
                        new InetSocketAddress("0.0.0.0", 5060),
                        "sip.example.com",
                        5070);
        put(to, "edge.description.v1", "", new EdgeDescription(EDGE, List.of(listener)));
        put(
                to,
                "edge.description.v1",
                "-leaves",
                new EdgeDescription(EDGE, List.of(listener), EdgeDescription.Standing.LEAVES));
        put(
                to,
                "edge.description.v1",
                "-gone",
                new EdgeDescription(EDGE, List.of(listener), EdgeDescription.Standing.GONE));
    }

    private static void aors(Map<String, Sample> to, ActorRef<?> somebody) {
        put(
                to,
                "aor.register.v1",
                "",
                new AorCommand.Register(ALICE, register(), TCP, new Receipt(EDGE, 9)));
        put(to, "aor.look-up.v1", "", new AorCommand.LookUp(ALICE, KEY, somebody.unsafeUpcast()));
        var credentials =
                new DigestCredentials(
                        "al\u00ecce",
                        "example.com",
                        "84a4cc6f3082121f32b42a2187831a9e",
                        "sip:bob@example.com",
                        "7587245234b3434cc3412213e5f113a5",
                        DigestAlgorithm.SHA_256,
                        true,
                        "0a4f113b",
                        "0000002a");
        put(
                to,
                "aor.authenticate.v1",
                "",
                new AorCommand.Authenticate(
                        ALICE, KEY, credentials, Method.MESSAGE, somebody.unsafeUpcast()));
        var hashes = PasswordHashes.of("alice", "example.com", "correct horse battery staple");
        put(
                to,
                "aor.set-credentials.v1",
                "",
                new AorCommand.SetCredentials(ALICE, hashes, somebody.unsafeUpcast()));
        put(
                to,
                "aor.remove-account.v1",
                "",
                new AorCommand.RemoveAccount(ALICE, somebody.unsafeUpcast()));
        put(
                to,
                "aor.get-account.v1",
                "",
                new AorCommand.GetAccount(ALICE, somebody.unsafeUpcast()));
        put(
                to,
                "aor.get-bindings.v1",
                "",
                new AorCommand.GetBindings(ALICE, somebody.unsafeUpcast()));
    }

    private static void replies(Map<String, Sample> to) {
        var found = new LocationReply.Found(List.of(byFlow(), byAddress()));
        put(to, "aor.located.v1", "", new AorReply.Located(KEY, found));
        put(
                to,
                "aor.located.v1",
                "-nowhere",
                new AorReply.Located(KEY, new LocationReply.Unregistered()));
        put(
                to,
                "aor.located.v1",
                "-unknown",
                new AorReply.Located(KEY, new LocationReply.Unknown()));
        put(to, "aor.authenticated.v1", "", new AorReply.Authenticated(KEY, true, false));
        put(to, "aor.authenticated.v1", "-stale", new AorReply.Authenticated(KEY, false, true));
        put(to, "aor.failed.v1", "", new AorReply.Failed(KEY));
        put(to, "account.exists.v1", "", new AccountReply.Exists(ALICE));
        put(to, "account.absent.v1", "", new AccountReply.Absent(ALICE));
        put(to, "account.not-stored.v1", "", new AccountReply.NotStored(ALICE));
        put(
                to,
                "aor.bindings.v1",
                "",
                new BindingsReply(ALICE, List.of(binding()), 1_800_000_000_000L));
    }

    private static void handover(Map<String, Sample> to) {
        var none = Former.of("call-2", CallState.NONE, PASSAGE);
        put(to, "handover.push.v1", "", new HandoverCommand.Push(former()));
        put(to, "handover.push.v1", "-empty", new HandoverCommand.Push(none));
        put(
                to,
                "handover.acknowledged.v1",
                "",
                new HandoverCommand.Acknowledged("call-1", PASSAGE));
        put(to, "handover.claim.v1", "", new HandoverCommand.Claim("call-1", -5, NODE));
        put(
                to,
                "handover.claimed.v1",
                "",
                new HandoverCommand.Claimed(-5, NODE, Optional.of(former())));
        put(
                to,
                "handover.claimed.v1",
                "-nothing",
                new HandoverCommand.Claimed(-5, NODE, Optional.empty()));
        put(
                to,
                "handover.keep.v1",
                "",
                new HandoverCommand.Keep("call-1", ringingCall(), PASSAGE, NODE, 0, List.of(), 0));
        put(to, "handover.kept.v1", "", new HandoverCommand.Kept("call-1", PASSAGE, NODE, false));
        put(to, "handover.forget.v1", "", new HandoverCommand.Forget("call-1", PASSAGE, 0));
        put(
                to,
                "handover.keep.v1",
                "-numbered",
                new HandoverCommand.Keep(
                        "call-1", ringingCall(), PASSAGE, NODE, 1L << 40, List.of(), 0));
        put(
                to,
                "handover.forget.v1",
                "-numbered",
                new HandoverCommand.Forget("call-1", PASSAGE, 1L << 40));
        put(
                to,
                "handover.keep.v1",
                "-forgetting",
                new HandoverCommand.Keep(
                        "call-1",
                        ringingCall(),
                        PASSAGE,
                        NODE,
                        7,
                        List.of(
                                new HandoverCommand.Forget("call-2", PASSAGE, 6),
                                new HandoverCommand.Forget("call-3", new Passage(9, 0), 5)),
                        0));
        put(
                to,
                "handover.keep.v1",
                "-timed",
                new HandoverCommand.Keep(
                        "call-1", ringingCall(), PASSAGE, NODE, 8, List.of(), 1_700_000_000_000L));
        put(to, "handover.push.v1", "-timed", new HandoverCommand.Push(timed()));
        put(
                to,
                "handover.kept.v1",
                "-reading",
                new HandoverCommand.Kept("call-1", PASSAGE, NODE, true));
        put(to, "handover.draining.v1", "", new HandoverCommand.Draining(NODE));
    }

    private static Former timed() {
        var former = former();
        return new Former(
                former.callId(),
                former.state(),
                former.origin(),
                former.passage(),
                former.holder(),
                former.keeper(),
                1_700_000_000_001L);
    }

    private static void put(Map<String, Sample> to, String manifest, String which, Object value) {
        to.put(manifest + which, new Sample(manifest, value));
    }

    private static Request invite() {
        return (Request)
                Telling.message(
                        "INVITE sip:bob@example.com SIP/2.0",
                        "v: SIP/2.0/TCP 192.0.2.7:5062;branch=z9hG4bK-7;rport=65535",
                        "f: \"Al\u00ecce\" <sip:alice@example.com>;tag=a",
                        "t: <sip:bob@example.com>",
                        "i: call-1",
                        "CSeq: 1 INVITE",
                        "Max-Forwards: 70",
                        "m: <sip:alice@192.0.2.7:5062;transport=tcp>",
                        "X-Folded: one",
                        "  two",
                        "l: 9",
                        "",
                        "v=0\r\n\u0000\u00ff\r\n");
    }

    private static Request register() {
        return (Request)
                Telling.message(
                        "REGISTER sip:example.com SIP/2.0",
                        "Via: SIP/2.0/TCP 192.0.2.7:5062;branch=z9hG4bK-9",
                        "From: <sip:alice@example.com>;tag=a",
                        "To: <sip:alice@example.com>",
                        "Call-ID: register-1",
                        "CSeq: 1 REGISTER",
                        "Contact: <sip:alice@192.0.2.7:5062;transport=tcp>",
                        "Content-Length: 0",
                        "",
                        "");
    }

    private static Response ringing() {
        return (Response)
                Telling.message(
                        "SIP/2.0 180 Es klingelt \u00fc",
                        "Via: SIP/2.0/UDP 127.0.2.1:5060;branch=z9hG4bK-8",
                        "Via: SIP/2.0/TCP 192.0.2.7:5062;branch=z9hG4bK-7;rport=65535",
                        "From: <sip:alice@example.com>;tag=a",
                        "To: <sip:bob@example.com>;tag=b",
                        "Call-ID: call-1",
                        "CSeq: 1 INVITE",
                        "Content-Length: 0",
                        "",
                        "");
    }

    private static Target byFlow() {
        return target(
                "sip:al%20ice@192.0.2.7:5062;ob?X-Day=%C3%A9",
                700, Optional.of(TCP), "\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\"", 2);
    }

    private static Target byAddress() {
        return target("sips:alice@[2001:db8::9]", 0, Optional.empty(), "", 0);
    }

    private static Target target(
            String uri, int q, Optional<Flow> flow, String instance, int regId) {
        try {
            var path = regId == 0 ? List.<String>of() : List.of("<sip:a;lr>", "<sip:b;lr;ob>");
            return new Target(SipUri.parse(uri), q, flow, path, instance, regId);
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Binding binding() {
        return new Binding(
                new Contact(
                        "sip:alice@192.0.2.7:5062;transport=tcp",
                        700,
                        "\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\"",
                        2,
                        ";methods=\"INVITE, BYE\""),
                "register-1",
                2_147_483_647L,
                1_800_000_000_000L,
                1_800_003_600_000L,
                1_800_007_200_000L,
                Optional.of(TCP),
                List.of("<sip:edge1.example.com;lr>"),
                "Softphone/4.2 (\u00fc)");
    }

    private static Former former() {
        return new Former(
                "call-1",
                ringingCall(),
                Origin.HANDED_OVER,
                PASSAGE,
                Optional.of(NODE),
                Optional.of(new NodeId(EDGE, 1)));
    }

    /// An INVITE at three phones, of which one rings, one has refused and one is being looked for,
    /// with a fourth to be tried after them; a MESSAGE that was answered; an accepted call.
    static CallState ringingCall() {
        long now = 1_800_000_000_000L;
        var message = new TransactionKey("z9hG4bK-6", "192.0.2.7:5062", Method.MESSAGE);
        var trying = Response.to(invite(), 100, "");
        var calling =
                new ResponseContext(
                        KEY,
                        TCP,
                        new Hop.ByFlowOr(TCP, new HostPort(Optional.empty(), "192.0.2.7", 5062)),
                        new ServerTransaction.Invite(new InviteServer.State.Proceeding(trying)),
                        Method.INVITE,
                        new Repetition(0, null),
                        invite(),
                        new RoutePreprocessing.Routed(invite(), true, Optional.of(UDP6)),
                        now,
                        List.of(ringingFork(), refusedFork(), seekingFork()),
                        List.of(List.of(byFlow(), byAddress()), List.of(byAddress())),
                        true,
                        false);
        var answered =
                new ResponseContext(
                        message,
                        UDP6,
                        new Hop.ByFlow(UDP6),
                        new ServerTransaction.Other(new NonInviteServer.State.Completed(ringing())),
                        Method.MESSAGE,
                        new Repetition(0, null),
                        null,
                        null,
                        now + 1,
                        List.of(),
                        List.of(),
                        false,
                        true);
        var dialog = new Dialog("sip:alice@example.com", "sip:b@c", "a", "b", now, now + 1_000);
        var deadlines =
                new Deadlines(
                        List.of(
                                new Deadlines.Deadline(message, Timer.J, now + 32_000),
                                new Deadlines.Deadline(CLIENT, Timer.C, now + 190_000)));
        return CallState.of(List.of(calling, answered), List.of(dialog), deadlines);
    }

    private static Fork ringingFork() {
        var cancel = invite().cancel();
        return new Fork(
                byFlow(),
                List.of(new Destination(Transport.TCP, new InetSocketAddress("192.0.2.4", 5070))),
                2,
                CLIENT,
                invite(),
                new Hop.ByFlow(TCP),
                new ClientTransaction.Invite(new InviteClient.State.Calling(invite(), 1_000)),
                TransactionKey.ofClient(cancel),
                new ClientTransaction.Other(new NonInviteClient.State.Trying(cancel, 500)),
                true,
                true,
                null);
    }

    private static Fork seekingFork() {
        return new Fork(
                byAddress(), List.of(), 0, null, null, null, null, null, null, false, false, null);
    }

    private static Fork refusedFork() {
        var busy = Response.to(invite(), 486, "b");
        return new Fork(
                null,
                List.of(),
                1,
                new TransactionKey("z9hG4bK-5", "", Method.INVITE),
                null,
                new Hop.To(EDGE, new Destination(Transport.UDP, UDP6.remote())),
                new ClientTransaction.Invite(
                        new InviteClient.State.Completed(invite().ackOf(busy))),
                null,
                null,
                true,
                false,
                busy);
    }
}
