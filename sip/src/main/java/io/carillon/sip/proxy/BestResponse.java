package io.carillon.sip.proxy;

import io.carillon.sip.message.Header;
import io.carillon.sip.message.HeaderName;
import io.carillon.sip.message.Response;
import io.carillon.sip.message.StatusCodes;

import java.util.List;

/// Chooses which of the final responses of all forks goes upstream.
///
/// RFC 3261 §16.7 steps 6 and 7.
final class BestResponse {
    private BestResponse() {}

    /// The choice among at least one final response, none of them 2xx.
    static Response of(List<Response> candidates) {
        var best = candidates.getFirst();
        for (var candidate : candidates) {
            if (rank(candidate.status()) < rank(best.status())) best = candidate;
        }
        if (best.status() == 401 || best.status() == 407)
            return withAllChallenges(best, candidates);
        // A 503 tells the caller to leave this whole proxy alone, which one target cannot mean.
        if (best.status() == 503) {
            var headers = best.headers().edit().remove(HeaderName.RETRY_AFTER).build();
            return Response.of(500, StatusCodes.reasonOf(500), headers, best.body());
        }
        return best;
    }

    /// Lower is better: any 6xx, then the lowest class; within 4xx the ones that tell the caller
    /// how to ask again, and a timeout last, since it says least.
    private static int rank(int status) {
        if (status >= 600) return status - 600;
        int rank = status / 100 * 1_000 + status % 100;
        return switch (status) {
            case 401, 407, 415, 420, 484 -> rank;
            case 408, 503 -> rank + 900;
            default -> rank + 100;
        };
    }

    /// The caller must see every challenge at once (§16.7 step 7).
    private static Response withAllChallenges(Response best, List<Response> candidates) {
        var edit = best.headers().edit();
        for (var other : candidates) {
            if (other == best || other.status() != 401 && other.status() != 407) continue;
            for (Header line : other.headers().all(HeaderName.WWW_AUTHENTICATE)) edit.append(line);
            for (Header line : other.headers().all(HeaderName.PROXY_AUTHENTICATE)) {
                edit.append(line);
            }
        }
        return best.withHeaders(edit.build());
    }
}
