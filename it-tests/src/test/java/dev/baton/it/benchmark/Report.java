package dev.baton.it.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** What was found of one work, for programs and for readers. */
interface Report {

  /** All of it. */
  Map<String, Object> figures();

  /** Its line of {@link ResultTable}. */
  ResultTable.Row row();

  /** The figures on one line. */
  default String json() throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(figures());
  }
}
