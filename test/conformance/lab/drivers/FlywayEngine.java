import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;

/** Flyway's engine in one process: a request a line on the standard input, an answer a line on the output (process.ts). */
public class FlywayEngine {
  public static void main(String[] args) throws Exception {
    System.out.println("{\"ready\": true}");
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      try {
        Map<String, String> request = read(line);
        Flyway.configure()
            .dataSource("jdbc:postgresql://" + request.get("host") + ":" + request.get("port") + "/" + request.get("database"), request.get("user"), "")
            .locations("filesystem:" + request.get("folder"))
            .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
            .validateMigrationNaming(true)
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .load()
            .migrate();
        System.out.println("{\"done\": true}");
      } catch (Exception reason) {
        System.out.println("{\"failed\": " + quoted(String.valueOf(reason)) + "}");
      }
    }
  }

  /** A flat object of texts and numbers, without anything in them to be escaped. */
  private static Map<String, String> read(String json) {
    Map<String, String> fields = new HashMap<>();
    Matcher field = Pattern.compile("\"(\\w+)\":\"?([^\",}]*)").matcher(json);
    while (field.find()) fields.put(field.group(1), field.group(2));
    return fields;
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) json.append(c == '"' || c == '\\' ? "\\" + c : c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
    return json.append('"').toString();
  }
}
