package dev.baton.engine.cli;

import dev.baton.migration.verify.ProgressListener;
import dev.baton.migration.verify.VerifyStep;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on the terminal how far a verification is. One thread. */
final class VerifyProgress implements ProgressListener, AutoCloseable {
  private final ProgressBar bar =
      new ProgressBarBuilder()
          .setTaskName("verify")
          .setStyle(ProgressBarStyle.ASCII)
          .setUnit(" tables", 1)
          .build();

  @Override
  public void onStep(VerifyStep step) {
    switch (step) {
      case VerifyStep.Table table -> {
        bar.maxHint(table.tables());
        bar.stepTo(table.number() - 1L);
        bar.setExtraMessage(table.table().toString());
      }
      case VerifyStep.Chunk chunk ->
          bar.setExtraMessage("%s, %,d rows".formatted(chunk.table(), chunk.rows()));
      case VerifyStep.LookAgain again ->
          bar.setExtraMessage("looking again at %,d rows".formatted(again.rows()));
    }
  }

  @Override
  public void close() {
    bar.close();
  }
}
