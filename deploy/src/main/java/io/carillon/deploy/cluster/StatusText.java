package io.carillon.deploy.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The state of a cluster as people and as programs read it.
final class StatusText {
    private static final List<String> TITLES =
            List.of("NAME", "STATE", "PID", "ROLES", "SIP (UDP, TCP)", "HTTP");

    private StatusText() {}

    /// Columns, one line for each member.
    static String table(List<MemberStatus> members) {
        var rows = new ArrayList<List<String>>();
        rows.add(TITLES);
        for (var each : members) {
            rows.add(
                    List.of(
                            each.name().toString(),
                            each.state().toString(),
                            each.pid().isPresent() ? Long.toString(each.pid().getAsLong()) : "-",
                            String.join(",", each.member().roles()),
                            sip(each.member()).isEmpty() ? "-" : sip(each.member()),
                            each.member().http().map(Object::toString).orElse("-")));
        }
        var text = new StringBuilder();
        for (var row : rows) {
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = rows.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
                boolean last = column == row.size() - 1;
                text.append(row.get(column));
                if (!last) text.append(" ".repeat(width - row.get(column).length() + 2));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// A list of objects, one for each member and on a line of its own.
    static String json(List<MemberStatus> members) {
        return members.stream()
                .map(StatusText::object)
                .collect(Collectors.joining(",\n ", "[", "]\n"));
    }

    private static String object(MemberStatus status) {
        var member = status.member();
        var sip = sip(member);
        var roles =
                member.roles().stream()
                        .map(StatusText::quoted)
                        .collect(Collectors.joining(",", "[", "]"));
        return """
               {"name":%s,"roles":%s,"pid":%s,"state":%s,"sip":%s,"http":%s,"log":%s}"""
                .formatted(
                        quoted(member.name().toString()),
                        roles,
                        status.pid().isPresent() ? status.pid().getAsLong() : "null",
                        quoted(status.state().toString()),
                        sip.isEmpty() ? "{}" : "{\"udp\":%1$s,\"tcp\":%1$s}".formatted(quoted(sip)),
                        member.http().map(http -> quoted(http.getAuthority())).orElse("null"),
                        quoted(member.log().toString()));
    }

    private static String sip(Member member) {
        return member.sip().map(at -> member.host() + ":" + at.getPort()).orElse("");
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.chars()
                .forEach(
                        c -> {
                            if (c == '"' || c == '\\') quoted.append('\\').append((char) c);
                            else if (c < ' ') quoted.append("\\u%04x".formatted(c));
                            else quoted.append((char) c);
                        });
        return quoted.append('"').toString();
    }
}
