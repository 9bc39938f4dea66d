package io.carillon.sharding.location;

import io.carillon.sharding.membership.Lease;
import io.carillon.sip.auth.PasswordHashes;
import io.carillon.sip.location.Aor;
import io.carillon.sip.location.Bindings;
import io.carillon.sip.location.LocationReply;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.util.List;
import java.util.Optional;

/// Answers for an entity that cannot be read from the journal, which would keep everybody waiting
/// until it can; and lets nothing pass while the node has no lease.
///
/// One that was read before, and now has to be read again because a write failed, is answered for
/// from what was known before that write. Stands in front of one entity, on its thread. While the
/// first attempt to read is under way, commands wait for it as usual.
final class RecoveryGuard extends BehaviorInterceptor<AorCommand, AorCommand> {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryGuard.class);

    private final Aor aor;
    private final RegisterReplies replies;
    private final Lease lease;
    private final AorServices services;
    private boolean begun;
    private boolean failed;
    private Optional<LastKnown> known = Optional.empty();

    RecoveryGuard(Aor aor, AorServices services) {
        super(AorCommand.class);
        this.aor = aor;
        this.replies = new RegisterReplies(services);
        this.lease = services.lease();
        this.services = services;
    }

    /// What was true before a write that failed, and still is: it was stored, and nobody else may
    /// store anything of this user. The journal alone can say whether the write was.
    record LastKnown(Bindings bindings, Optional<PasswordHashes> credentials, Access access) {}

    /// The entity could not be read. Says so once and without a stack trace, for a journal in
    /// trouble fails many; and where that is known already, to those alone who want to hear
    /// everything.
    void failed(Throwable cause) {
        var level = services.journal().mayRead() ? Level.WARN : Level.DEBUG;
        if (!failed) LOG.atLevel(level).log("{}: not read or stored: {}", aor, cause.toString());
        failed = true;
    }

    /// The entity has to be read again after a write that failed.
    void failed(Throwable cause, LastKnown before) {
        failed(cause);
        known = Optional.of(before);
    }

    void completed() {
        begun = true;
        failed = false;
        known = Optional.empty();
    }

    @Override
    public Behavior<AorCommand> aroundReceive(
            TypedActorContext<AorCommand> context,
            AorCommand command,
            ReceiveTarget<AorCommand> entity) {
        // Another node may own the user by now: it is for that one to answer, when it is asked
        // again.
        if (!lease.mayAct() && command instanceof AorCommand.ToAor) return Behaviors.same();
        // What would be read first, and cannot be now, need not wait for that.
        boolean hopeless = !begun && !services.journal().mayRead();
        if (!failed && !hopeless) return entity.apply(context, command);
        return switch (command) {
            case AorCommand.ToAor toAor -> {
                refuse(toAor);
                yield Behaviors.same();
            }
            case AorCommand.Woken _ -> Behaviors.same();
            case AorCommand.Stop _ -> Behaviors.stopped();
        };
    }

    private void refuse(AorCommand.ToAor command) {
        switch (command) {
            case AorCommand.Register register -> replies.unavailable(register);
            case AorCommand.LookUp(var _, var key, var replyTo) -> {
                var targets = known.map(k -> k.bindings().lookup(now())).orElse(List.of());
                tell(
                        replyTo,
                        targets.isEmpty()
                                ? new AorReply.Failed(key)
                                : new AorReply.Located(key, new LocationReply.Found(targets)));
            }
            case AorCommand.Authenticate c ->
                    tell(
                            c.replyTo(),
                            known.map(k -> k.access().answer(c, k.credentials(), now()))
                                    .orElseGet(() -> new AorReply.Failed(c.transaction())));
            case AorCommand.SetCredentials(var _, var _, var replyTo) ->
                    replyTo.tell(new AccountReply.NotStored(aor));
            case AorCommand.RemoveAccount(var _, var replyTo) ->
                    replyTo.tell(new AccountReply.NotStored(aor));
            // Of whom nothing is known nothing is said; who asked has a deadline.
            case AorCommand.GetAccount(var _, var replyTo) ->
                    known.ifPresent(k -> replyTo.tell(account(k)));
            case AorCommand.GetBindings(var _, var replyTo) ->
                    known.ifPresent(
                            k ->
                                    replyTo.tell(
                                            new BindingsReply(
                                                    aor, k.bindings().live(now()), now())));
        }
    }

    private void tell(ActorRef<AorReply> recipient, AorReply reply) {
        services.courier().tell(recipient, reply);
    }

    private AccountReply account(LastKnown before) {
        return before.credentials().isPresent()
                ? new AccountReply.Exists(aor)
                : new AccountReply.Absent(aor);
    }

    private long now() {
        return services.clock().millis();
    }
}
