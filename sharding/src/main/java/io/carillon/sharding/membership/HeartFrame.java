package io.carillon.sharding.membership;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What two nodes say to each other on a heart connection, and its octets.
sealed interface HeartFrame {
    /// No frame is larger.
    int LARGEST = 512;

    /// No node accuses more others at a time; a cluster that loses more is the resolver's affair.
    int MOST_SUSPECTS = 32;

    /// "I am here, and hold these for gone."
    ///
    /// @param nanos the sender's clock, for the sender alone
    record Beat(long nanos, Set<Long> gone) implements HeartFrame {}

    /// The answer to a beat.
    ///
    /// @param counted whether the peer is a member that can be reached, as the answerer sees it
    record Echo(long nanos, boolean counted) implements HeartFrame {}

    /// "I end in order: the reset that follows is no evidence."
    record Goodbye() implements HeartFrame {}

    /// "Are you in a cluster?"
    ///
    /// @param address of the asker, `host:port`
    /// @param standing whether it wants the vote to form one
    record Question(String address, boolean standing) implements HeartFrame {}

    /// Only answers that can be sent: the others are made up by the asker.
    record Answer(FormationAnswer answer) implements HeartFrame {}

    /// The octets of a frame, the first one its kind.
    default byte[] octets() {
        var octets = new ByteArrayOutputStream(64);
        try (var out = new DataOutputStream(octets)) {
            switch (this) {
                case Beat(var nanos, var gone) -> {
                    out.writeByte('B');
                    out.writeLong(nanos);
                    int most = Math.min(gone.size(), MOST_SUSPECTS);
                    out.writeByte(most);
                    for (var uid : gone.stream().sorted().limit(most).toList()) out.writeLong(uid);
                }
                case Echo(var nanos, var counted) -> {
                    out.writeByte('E');
                    out.writeLong(nanos);
                    out.writeBoolean(counted);
                }
                case Goodbye _ -> out.writeByte('G');
                case Question(var address, var standing) -> {
                    out.writeByte('Q');
                    out.writeUTF(address);
                    out.writeBoolean(standing);
                }
                case Answer(var answer) -> write(answer, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    private static void write(FormationAnswer answer, DataOutputStream out) throws IOException {
        out.writeByte('A');
        switch (answer) {
            case FormationAnswer.InCluster(var address) -> {
                out.writeByte('I');
                out.writeUTF(address);
            }
            case FormationAnswer.Looking(var granted) -> {
                out.writeByte('L');
                out.writeBoolean(granted);
            }
            case FormationAnswer.Busy _,
                    FormationAnswer.Absent _,
                    FormationAnswer.Silent _,
                    FormationAnswer.Foreign _ ->
                    out.writeByte('B');
        }
    }

    /// Empty when the octets are no frame, or more than one.
    static Optional<HeartFrame> of(byte[] octets) {
        try (var in = new DataInputStream(new ByteArrayInputStream(octets))) {
            var frame =
                    switch (in.readByte()) {
                        case 'B' -> beat(in);
                        case 'E' -> Optional.of(new Echo(in.readLong(), in.readBoolean()));
                        case 'G' -> Optional.of(new Goodbye());
                        case 'Q' -> Optional.of(new Question(in.readUTF(), in.readBoolean()));
                        case 'A' -> answer(in).map(Answer::new);
                        default -> Optional.<HeartFrame>empty();
                    };
            return in.available() == 0 ? frame.map(HeartFrame.class::cast) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Optional<Beat> beat(DataInputStream in) throws IOException {
        long nanos = in.readLong();
        int count = in.readByte();
        if (count < 0 || count > MOST_SUSPECTS) return Optional.empty();
        var gone = new HashSet<Long>();
        for (int i = 0; i < count; i++) gone.add(in.readLong());
        return Optional.of(new Beat(nanos, gone));
    }

    private static Optional<FormationAnswer> answer(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case 'I' -> Optional.of(new FormationAnswer.InCluster(in.readUTF()));
            case 'L' -> Optional.of(new FormationAnswer.Looking(in.readBoolean()));
            case 'B' -> Optional.of(new FormationAnswer.Busy());
            default -> Optional.empty();
        };
    }
}
