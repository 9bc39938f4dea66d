package io.carillon.sip.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes broken messages of good ones: octets, tokens of the protocol and whole lines are changed,
/// taken out, doubled and mixed between messages. The same generator gives the same messages.
final class Mutator {
    private static final int MAX_LENGTH = 20_000;

    private static final List<String> EDGES =
            List.of(
                    "\r\n",
                    "\r",
                    "\n",
                    "\r\n\r\n",
                    "\r\n ",
                    "\0",
                    "\t",
                    " ",
                    ",",
                    ";",
                    "\"",
                    "\\",
                    "<",
                    ">",
                    "<>",
                    "[",
                    "]",
                    "[::1]",
                    "@",
                    ":",
                    "?",
                    "=",
                    "%",
                    "%00",
                    "%0d%0a",
                    "/",
                    "-1",
                    "0",
                    "255",
                    "256",
                    "65535",
                    "65536",
                    "2147483647",
                    "2147483648",
                    "4294967296",
                    "9223372036854775808",
                    "99999999999999999999",
                    "\u00ff",
                    "\u00c3",
                    "ACK ",
                    "SIP/2.0 ",
                    "SIP/2.0 200 OK\r\n",
                    " SIP/2.0\r\n",
                    "l: ",
                    "v: ",
                    "z9hG4bK",
                    ";tag=",
                    ";branch=",
                    ";rport",
                    "sips:",
                    "tel:",
                    "*");

    private final RandomGenerator random;
    private final List<byte[]> corpus;
    private final List<byte[]> tokens = new ArrayList<>();

    Mutator(RandomGenerator random) {
        this.random = random;
        this.corpus = corpus();
        EDGES.forEach(edge -> tokens.add(edge.getBytes(StandardCharsets.ISO_8859_1)));
        for (var line : Torture.text("dict/google-sip.dict").lines().toList()) {
            int open = line.indexOf('"');
            int close = line.lastIndexOf('"');
            if (line.startsWith("#") || close <= open) continue;
            tokens.add(line.substring(open + 1, close).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static List<byte[]> corpus() {
        var messages = new ArrayList<byte[]>();
        Torture.flows().forEach(message -> messages.add(framed(message)));
        for (var row : Torture.table("verdicts.tsv")) messages.add(Torture.file(row.getFirst()));
        return messages;
    }

    /// The RFC prints lengths that do not fit the bodies it prints.
    private static byte[] framed(byte[] message) {
        var text = new String(message, StandardCharsets.ISO_8859_1);
        int length = text.length() - text.indexOf("\r\n\r\n") - 4;
        return text.replaceFirst("Content-Length: \\d+", "Content-Length: " + length)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    byte[] next() {
        var message = any(corpus);
        // Few changes, mostly: a message with many is refused at its first line.
        for (int changes = 1 + random.nextInt(1 + random.nextInt(6)); changes > 0; changes--) {
            message = changed(message);
        }
        return message.length <= MAX_LENGTH ? message : Arrays.copyOf(message, MAX_LENGTH);
    }

    private byte[] changed(byte[] message) {
        int at = random.nextInt(message.length + 1);
        int end = Math.min(message.length, at + 1 + random.nextInt(1 + random.nextInt(40)));
        return switch (random.nextInt(10)) {
            case 0 -> octet(message, at);
            case 1 -> replaced(message, at, end, new byte[0]);
            case 2 -> replaced(message, at, at, any(tokens));
            case 3 -> replaced(message, at, end, any(tokens));
            case 4 -> replaced(message, end, end, Arrays.copyOfRange(message, at, end));
            case 5 -> replaced(message, at, at, repeated());
            case 6 -> word(message, at);
            case 7 -> line(message, at);
            case 8 -> replaced(message, at, message.length, tail());
            default -> random.nextInt(5) == 0 ? Arrays.copyOf(message, at) : octet(message, at);
        };
    }

    private byte[] any(List<byte[]> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private byte[] octet(byte[] message, int at) {
        return replaced(message, at, Math.min(message.length, at + 1), new byte[] {anyOctet()});
    }

    private byte anyOctet() {
        return (byte) random.nextInt(256);
    }

    private byte[] repeated() {
        var token = any(tokens);
        int times = 1 + random.nextInt(random.nextInt(20) == 0 ? 2_000 : 4);
        var run = new byte[Math.min(MAX_LENGTH, token.length * times)];
        for (int i = 0; i < run.length; i++) run[i] = token[i % token.length];
        return run;
    }

    /// Another token in the place of the letters and digits around `at`.
    private byte[] word(byte[] message, int at) {
        int from = at;
        while (from > 0 && Character.isLetterOrDigit(message[from - 1])) from--;
        int to = at;
        while (to < message.length && Character.isLetterOrDigit(message[to])) to++;
        return replaced(message, from, to, any(tokens));
    }

    /// The line around `at` somewhere else as well, or not at all.
    private byte[] line(byte[] message, int at) {
        int from = lineStart(message, at);
        int to = from;
        while (to < message.length && message[to] != '\n') to++;
        to = Math.min(message.length, to + 1);
        if (random.nextBoolean()) return replaced(message, from, to, new byte[0]);
        int target = lineStart(message, random.nextInt(message.length + 1));
        return replaced(message, target, target, Arrays.copyOfRange(message, from, to));
    }

    private static int lineStart(byte[] message, int at) {
        int from = at;
        while (from > 0 && message[from - 1] != '\n') from--;
        return from;
    }

    private byte[] tail() {
        var other = any(corpus);
        return Arrays.copyOfRange(other, random.nextInt(other.length), other.length);
    }

    private static byte[] replaced(byte[] message, int from, int to, byte[] with) {
        var result = Arrays.copyOf(message, message.length - (to - from) + with.length);
        System.arraycopy(with, 0, result, from, with.length);
        System.arraycopy(message, to, result, from + with.length, message.length - to);
        return result;
    }
}
