package dev.baton.engine.cli;

import dev.baton.config.DurationText;
import dev.baton.config.SwapSettings;
import dev.baton.engine.swap.SwapTerms;
import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.DeadlinePolicy;
import dev.baton.protocol.handover.Mode;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How a handover is to go, for those who would not leave it to the settings. */
final class TermsOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  @Option(
      names = "--mode",
      paramLabel = "drain|fence",
      defaultValue = "drain",
      converter = ModeText.class,
      description =
          "drain: the current engine hands over at a commit boundary; fence: its sessions are ended and its streams taken, for an engine that hangs, by a copied slot whatever the settings say (default: drain)")
  private Mode mode;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = Millis.class,
      description =
          "how long it may take until the first stream is cut, such as 60s (default: swap.deadline of the settings)")
  private Long deadlineMillis;

  @Option(
      names = "--on-deadline",
      paramLabel = "wait|abort|cancel-blockers",
      converter = PolicyText.class,
      description =
          "what then: go on waiting, abort, or end the sessions it waits for (default: swap.on-deadline of the settings)")
  private DeadlinePolicy policy;

  @Option(
      names = "--shadow",
      paramLabel = "TIME",
      defaultValue = "0s",
      converter = Millis.class,
      description =
          "for how long the work of both engines is compared before the cut (default: 0s, not at all)")
  private Long shadowMillis;

  @Option(
      names = "--confirm",
      paramLabel = "TIME",
      converter = Millis.class,
      description =
          "for how long the former engine stays ready to take its streams back by 'swap --abort' (default: swap.confirm of the settings)")
  private Long confirmMillis;

  @Option(
      names = "--owner",
      paramLabel = "ID",
      hidden = true,
      description = "the engine that is to hand over; any other is left alone")
  private String owner;

  /** What is wanted, the rest by the settings. */
  SwapTerms over(SwapSettings settings) {
    if (mode == Mode.FENCE && shadowMillis > 0) {
      throw new ParameterException(
          mixee.commandLine(),
          "--mode fence takes the streams at once and compares nothing: leave out --shadow, or swap by --mode drain");
    }
    SwapTerms usual = SwapTerms.of(settings);
    // An engine that hangs meets no token and applies nothing that a fresh slot could wait for.
    boolean byForce = mode == Mode.FENCE;
    return new SwapTerms(
        mode,
        byForce ? CutForm.BOUNDARY : usual.cutForm(),
        deadlineMillis == null ? usual.deadlineMillis() : deadlineMillis,
        policy == null ? usual.policy() : policy,
        confirmMillis == null ? usual.confirmMillis() : confirmMillis,
        shadowMillis,
        byForce ? SwapSettings.Slot.COPIED : usual.slot(),
        usual.tokens(),
        Optional.ofNullable(owner));
  }

  private static final class Millis implements ITypeConverter<Long> {
    @Override
    public Long convert(String written) {
      return DurationText.parse(written)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is not %s".formatted(written, DurationText.EXPECTED)));
    }
  }

  private static final class ModeText implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String written) {
      return constant(Mode.class, written, "drain or fence");
    }
  }

  private static final class PolicyText implements ITypeConverter<DeadlinePolicy> {
    @Override
    public DeadlinePolicy convert(String written) {
      return constant(DeadlinePolicy.class, written, "wait, abort or cancel-blockers");
    }
  }

  private static <E extends Enum<E>> E constant(Class<E> of, String written, String expected) {
    for (E constant : of.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(written)) {
        return constant;
      }
    }
    throw new TypeConversionException("'%s' is not %s".formatted(written, expected));
  }
}
