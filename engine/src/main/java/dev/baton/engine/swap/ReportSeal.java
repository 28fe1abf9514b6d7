package dev.baton.engine.swap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.protocol.token.LinkKey;
import dev.baton.protocol.token.Signature;
import java.nio.charset.StandardCharsets;

/**
 * Signs a report and checks the signature. What is signed is the report's canonical text: without
 * the signature, keys in their order at every depth, no blanks, as UTF-8. So a report may be
 * formatted anew, and not one value of it changed.
 */
final class ReportSeal {
  private static final String SIGNATURE = "signature";
  private static final ObjectMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private ReportSeal() {}

  /** Adds the signature. */
  static ObjectNode seal(ObjectNode report, LinkKey key) {
    return report.put(SIGNATURE, key.sign(canonical(report)).toString());
  }

  /** Whether the signature is there and is the key's on this report. */
  static boolean holds(JsonNode report, LinkKey key) {
    return report.isObject()
        && Signature.parse(report.path(SIGNATURE).asText(""))
            .map(signature -> key.signed(canonical(report), signature))
            .orElse(false);
  }

  private static byte[] canonical(JsonNode report) {
    try {
      // Read from its text, so that numbers are the same before and after they were written.
      ObjectNode plain = (ObjectNode) CANONICAL.readTree(report.toString());
      plain.remove(SIGNATURE);
      Object sorted = CANONICAL.treeToValue(plain, Object.class);
      return CANONICAL.writeValueAsString(sorted).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON is JSON", e);
    }
  }
}
