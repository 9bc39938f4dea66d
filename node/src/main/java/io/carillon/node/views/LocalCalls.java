package io.carillon.node.views;

import io.carillon.node.ops.Calls;
import io.carillon.sharding.call.CallDirectory;
import io.carillon.sip.proxy.Dialog;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The calls of this node, which is the whole cluster.
public final class LocalCalls implements Calls {
    private final CallDirectory directory;

    public LocalCalls(CallDirectory directory) {
        this.directory = directory;
    }

    @Override
    public CompletionStage<List<Call>> list(int limit) {
        return CompletableFuture.completedFuture(
                directory.list(limit).stream()
                        .map(entry -> new Call(entry.getKey(), entry.getValue()))
                        .toList());
    }

    @Override
    public CompletionStage<List<Dialog>> of(String callId) {
        return CompletableFuture.completedFuture(directory.find(callId).orElse(List.of()));
    }
}
