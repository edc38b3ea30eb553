// ARX on Adult, as a peer of `benchmarks anonymize`: levels, NCP, rows left out, seconds of each configuration.
// java -cp libarx.jar benchmarks/AnonymizeArx.java ADULT_FOLDER
// NCP is computed from the output as in docs/anonymisation-quality.md; ARX's own score is scaled otherwise.

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deidentifier.arx.ARXAnonymizer;
import org.deidentifier.arx.ARXConfiguration;
import org.deidentifier.arx.ARXResult;
import org.deidentifier.arx.AttributeType;
import org.deidentifier.arx.AttributeType.Hierarchy;
import org.deidentifier.arx.Data;
import org.deidentifier.arx.DataHandle;
import org.deidentifier.arx.criteria.KAnonymity;
import org.deidentifier.arx.metric.Metric;
import org.deidentifier.arx.metric.Metric.AggregateFunction;

public class AnonymizeArx {
    static final String[] EIGHT = {
        "age", "education", "marital-status", "native-country", "race", "salary-class", "sex", "workclass"
    };
    static final String[] SIX = {"age", "education", "marital-status", "occupation", "sex", "native-country"};
    // The first calls compile.
    static final int REPEATS = 5;
    // Each round of local recoding may leave this share of the rows to the next.
    static final double LEAST_SHARE = 0.01;

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        anonymize(folder, EIGHT, 5, 0.05, false);
        anonymize(folder, EIGHT, 10, 0.05, false);
        anonymize(folder, EIGHT, 5, 0, false);
        anonymize(folder, SIX, 5, 0.05, false);
        anonymize(folder, SIX, 10, 0.05, false);
        anonymize(folder, EIGHT, 5, 1 - LEAST_SHARE, true);
        anonymize(folder, SIX, 5, 1 - LEAST_SHARE, true);
    }

    static void anonymize(Path folder, String[] quasi, int k, double limit, boolean local) throws Exception {
        double least = Double.MAX_VALUE;
        String found = "";
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            Map<String, String[][]> hierarchies = new HashMap<>();
            Data data = load(folder, quasi, hierarchies);
            ARXConfiguration configuration = ARXConfiguration.create();
            configuration.addPrivacyModel(new KAnonymity(k));
            configuration.setSuppressionLimit(limit);
            // 0.5 weighs generalisation and suppression alike; local recoding begins with 0, as ARX advises.
            double factor = local ? 0 : 0.5;
            configuration.setQualityModel(Metric.createLossMetric(factor, AggregateFunction.ARITHMETIC_MEAN));
            double start = cpuSeconds();
            ARXResult result = new ARXAnonymizer().anonymize(data, configuration);
            DataHandle output = result.getOutput(false);
            if (local) {
                result.optimizeIterativeFast(output, LEAST_SHARE);
            }
            least = Math.min(least, cpuSeconds() - start);
            StringBuilder levels = new StringBuilder();
            for (String column : local ? new String[0] : quasi) {
                levels.append(result.getGlobalOptimum().getGeneralization(column)).append(' ');
            }
            found = levels + measured(output, quasi, hierarchies);
        }
        System.out.printf("%d columns, k = %d, limit %.2f, %s: %s, %.3f s CPU%n",
            quasi.length, k, limit, local ? "local" : "global", found, least);
    }

    static Data load(Path folder, String[] quasi, Map<String, String[][]> hierarchies) throws IOException {
        Data data = Data.create(lines(folder.resolve("adult.csv")));
        for (int column = 0; column < data.getHandle().getNumColumns(); column++) {
            String name = data.getHandle().getAttributeName(column);
            data.getDefinition().setAttributeType(name, AttributeType.INSENSITIVE_ATTRIBUTE);
        }
        for (String name : quasi) {
            Path file = folder.resolve("adult_hierarchy_" + name + ".csv");
            hierarchies.put(name, lines(file).toArray(new String[0][]));
            data.getDefinition().setAttributeType(name, Hierarchy.create(hierarchies.get(name)));
        }
        return data;
    }

    static String measured(DataHandle output, String[] quasi, Map<String, String[][]> hierarchies) {
        Map<String, Map<String, Double>> losses = new HashMap<>();
        for (String name : quasi) {
            losses.put(name, lossOfLabels(hierarchies.get(name)));
        }
        int suppressed = 0;
        double loss = 0;
        for (int row = 0; row < output.getNumRows(); row++) {
            boolean hidden = true;
            double sum = 0;
            for (String name : quasi) {
                String label = output.getValue(row, output.getColumnIndexOf(name));
                hidden &= label.equals("*");
                sum += losses.get(name).get(label);
            }
            suppressed += hidden ? 1 : 0;
            loss += hidden ? 1 : sum / quasi.length;
        }
        return String.format("NCP %.4f, %d left out", loss / output.getNumRows(), suppressed);
    }

    /** (leaves alike - 1) / (leaves - 1) of each label of a hierarchy. */
    static Map<String, Double> lossOfLabels(String[][] hierarchy) {
        Map<String, Double> losses = new HashMap<>(Map.of("*", 1.0));
        for (int level = 0; level < hierarchy[0].length; level++) {
            Map<String, Integer> leaves = new HashMap<>();
            for (String[] line : hierarchy) {
                leaves.merge(line[level], 1, Integer::sum);
            }
            leaves.forEach((label, alike) ->
                losses.merge(label, (alike - 1.0) / (hierarchy.length - 1.0), Math::min));
        }
        return losses;
    }

    static List<String[]> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
            .filter(line -> !line.isEmpty()).map(line -> line.split(";", -1)).toList();
    }

    static double cpuSeconds() {
        var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return ((com.sun.management.OperatingSystemMXBean) system).getProcessCpuTime() / 1e9;
    }
}
