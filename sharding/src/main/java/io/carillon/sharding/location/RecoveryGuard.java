package io.carillon.sharding.location;

import io.carillon.sharding.membership.Lease;
import io.carillon.sip.location.Aor;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers for an entity that cannot be read from the journal, which would keep everybody waiting
/// until it can; and lets nothing pass while the node has no lease.
///
/// Stands in front of one entity, on its thread. While the first attempt to read is under way,
/// commands wait for it as usual.
final class RecoveryGuard extends BehaviorInterceptor<AorCommand, AorCommand> {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryGuard.class);

    private final Aor aor;
    private final RegisterReplies replies;
    private final Lease lease;
    private boolean failed;

    RecoveryGuard(Aor aor, AorServices services) {
        super(AorCommand.class);
        this.aor = aor;
        this.replies = new RegisterReplies(services);
        this.lease = services.lease();
    }

    /// The entity could not be read, or has to be read again after a write that failed. Says so
    /// once and without a stack trace: a journal in trouble fails many.
    void failed(Throwable cause) {
        if (!failed) LOG.warn("{}: not read or stored: {}", aor, cause.toString());
        failed = true;
    }

    void completed() {
        failed = false;
    }

    @Override
    public Behavior<AorCommand> aroundReceive(
            TypedActorContext<AorCommand> context,
            AorCommand command,
            ReceiveTarget<AorCommand> entity) {
        // Another node may own the user by now: it is for that one to answer, when it is asked
        // again.
        if (!lease.mayAct() && command instanceof AorCommand.ToAor) return Behaviors.same();
        if (!failed) return entity.apply(context, command);
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
            case AorCommand.LookUp(var _, var key, var replyTo) ->
                    replyTo.tell(new AorReply.Failed(key));
            case AorCommand.Authenticate c ->
                    c.replyTo().tell(new AorReply.Failed(c.transaction()));
            case AorCommand.SetCredentials(var _, var _, var replyTo) ->
                    replyTo.tell(new AccountReply.NotStored(aor));
            case AorCommand.RemoveAccount(var _, var replyTo) ->
                    replyTo.tell(new AccountReply.NotStored(aor));
            // Nothing true can be said; who asked has a deadline.
            case AorCommand.GetAccount _, AorCommand.GetBindings _ -> {}
        }
    }
}
