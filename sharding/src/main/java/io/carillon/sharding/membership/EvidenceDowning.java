package io.carillon.sharding.membership;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.DowningProvider;
import org.apache.pekko.cluster.sbr.SplitBrainResolverProvider;

import scala.Option;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/// Decides which members are down: those that are certainly gone at once, those that are silent
/// after the patience of Pekko's Split Brain Resolver.
///
/// Named in `pekko.cluster.downing-provider-class`.
public final class EvidenceDowning extends DowningProvider {
    private final ActorSystem system;

    public EvidenceDowning(ActorSystem system) {
        this.system = system;
    }

    /// Nothing is waited for before shards of a removed member start elsewhere: a process that is
    /// gone does nothing, and one that is silent has lost its [Lease] by then.
    @Override
    public FiniteDuration downRemovalMargin() {
        return Duration.Zero();
    }

    @Override
    public Option<Props> downingActorProps() {
        var resolver = new SplitBrainResolverProvider(system).downingActorProps().get();
        return Option.apply(Props.create(Downing.class, () -> new Downing(resolver)));
    }
}
