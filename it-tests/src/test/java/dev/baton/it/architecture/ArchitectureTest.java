package dev.baton.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the shape of the code: who may import whom, no cycles, names that say something. */
class ArchitectureTest {

  private static JavaClasses product;

  @BeforeAll
  static void readClassFilesOfEveryModule() {
    product =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.baton");
  }

  static List<PackageTable.Row> rows() {
    return PackageTable.rows();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aPackageImportsOnlyWhatStandsBelowIt(PackageTable.Row row) {
    noClasses()
        .that()
        .resideInAPackage(row.packages())
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.baton..").and(not(resideInAnyPackage(row.reachable()))))
        .because(
            "imports go one way only: move the shared type down into a package both may see, or"
                + " hand it in from above as an interface")
        .allowEmptyShould(!row.exists())
        .check(product);
  }

  @Test
  void everyModuleIsRead() {
    for (String module : List.of("protocol", "config", "connectors", "migration", "engine")) {
      assertThat(product.that(resideInAPackage("dev.baton." + module + "..")))
          .as("class files of %s on the class path of it-tests", module)
          .isNotEmpty();
    }
  }

  @Test
  void everyClassStandsInAPackageOfTheTable() {
    String[] listed =
        PackageTable.rows().stream().map(PackageTable.Row::packages).toArray(String[]::new);
    classes()
        .should()
        .resideInAnyPackage(listed)
        .because("a new package gets a row in PackageTable, and in ARCHITECTURE.md")
        .check(product);
  }

  @Test
  void noTwoPackagesImportEachOther() {
    slices()
        .matching("dev.baton.(**)")
        .should()
        .beFreeOfCycles()
        .because("of two packages one is lower: move what the lower one needs into it")
        .check(product);
  }

  @Test
  void theTokenProtocolNeedsNothingButTheJdk() {
    classes()
        .that()
        .resideInAPackage("dev.baton.protocol..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "javax.crypto..", "dev.baton.protocol..")
        .because("any product may carry the protocol: keep I/O and libraries in connectors")
        .check(product);
  }

  @Test
  void namesSayWhatAClassIsFor() {
    noClasses()
        .should()
        .haveNameMatching(".*[.$](\\w*(Manager|Utils?|Helpers?|Impl|Base)|(Base|Core)[A-Z]\\w*)")
        .because("name a class after its one job, in the words of the design")
        .check(product);
  }
}
