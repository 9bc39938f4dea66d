package io.carillon.sip.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.sip.message.MalformedException;
import io.carillon.sip.message.SipUri;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.xml.parsers.DocumentBuilderFactory;

/// Goal: the cases of jain-sip's torture test meet their verdicts.
///
/// Method: messages and headers go to the parser, URIs to [SipUri]; the cases where we differ stand
/// in `jain/deviations.tsv` by their number in the file, each with our verdict and the reason.
class JainTortureTest {
    private static final Pattern HEX = Pattern.compile("<hex>([0-9A-Fa-f]*)</hex>");
    private static final Pattern ONE_LINE = Pattern.compile("(?s)<allOneLine>(.*?)</allOneLine>");

    private record Case(int number, Element element) {
        String text(String tag) {
            var found = element.getElementsByTagName(tag);
            return found.getLength() == 0 ? null : found.item(0).getTextContent();
        }

        boolean isGood() {
            return element.getElementsByTagName("expect-exception-callback").getLength() == 0;
        }
    }

    private static final List<Case> CASES = new ArrayList<>();

    @BeforeAll
    static void readTheCases() throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        var file = Torture.ROOT.resolve("jain/torture.xml").toFile();
        var found = factory.newDocumentBuilder().parse(file).getElementsByTagName("testcase");
        for (int i = 0; i < found.getLength(); i++) {
            CASES.add(new Case(i + 1, (Element) found.item(i)));
        }
        assertThat(CASES).hasSize(400);
    }

    private static String verdict(Case entry) {
        var uri = entry.text("sip-url");
        var header = entry.text("sip-header");
        if (uri != null) return uriVerdict(uri.strip());
        var message = header == null ? entry.text("message").stripLeading() : around(header);
        return TortureTest.verdict(new MessageParser(Limits.DEFAULT).parse(octets(message)));
    }

    private static String uriVerdict(String text) {
        try {
            return SipUri.parse(text).toString().equals(text) ? "accept" : "changed";
        } catch (MalformedException e) {
            return "400";
        }
    }

    /// A header alone stands in a message that is otherwise complete.
    private static String around(String header) {
        var name = header.strip().split("[ :]", 2)[0];
        var others =
                """
                Via: SIP/2.0/UDP a;branch=z9hG4bK1
                From: <sip:a@b>;tag=1
                To: <sip:c@d>
                Call-ID: c
                CSeq: 1 INVITE
                Content-Length: 0
                """;
        return "INVITE sip:c@d SIP/2.0\n"
                + others.replaceAll("(?m)^" + name + ":.*\n", "")
                + header.strip()
                + "\n\n";
    }

    private static byte[] octets(String text) {
        var joined =
                ONE_LINE.matcher(text)
                        .replaceAll(
                                found ->
                                        Matcher.quoteReplacement(found.group(1).replace("\n", "")));
        var plain =
                HEX.matcher(joined)
                        .replaceAll(
                                found ->
                                        Matcher.quoteReplacement(
                                                new String(
                                                        HexFormat.of().parseHex(found.group(1)),
                                                        StandardCharsets.ISO_8859_1)));
        var lines = plain.replace("\n", "\r\n");
        // The cases without a body lack the empty line that ends their headers.
        var message = lines.contains("\r\n\r\n") ? lines : lines.stripTrailing() + "\r\n\r\n";
        return message.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyCaseMeetsItsVerdictOrIsAKnownDeviation() {
        Map<Integer, String> deviations =
                Torture.table("jain/deviations.tsv").stream()
                        .collect(
                                Collectors.toMap(
                                        row -> Integer.valueOf(row.get(0)), row -> row.get(1)));
        var surprises = new ArrayList<String>();
        for (var entry : CASES) {
            var verdict = verdict(entry);
            boolean asJain = entry.isGood() == verdict.equals("accept");
            var listed = deviations.get(entry.number());
            if (asJain ? listed != null : !verdict.equals(listed)) {
                surprises.add(
                        "case %d: %s, jain-sip %s, listed %s\n%s"
                                .formatted(
                                        entry.number(),
                                        verdict,
                                        entry.isGood() ? "accepts" : "refuses",
                                        listed,
                                        entry.element().getTextContent()));
            }
        }
        assertThat(surprises).isEmpty();
    }
}
