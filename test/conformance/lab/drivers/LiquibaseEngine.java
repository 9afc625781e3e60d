import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.Scope;
import liquibase.changelog.FastCheckService;
import liquibase.command.CommandScope;
import liquibase.resource.DirectoryResourceAccessor;

/** Liquibase's engine in one process: a request a line on the standard input, an answer a line on the output (process.ts). */
public class LiquibaseEngine {
  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    answers.println("{\"ready\": true}");
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      try {
        carryOut(read(line));
        answers.println("{\"done\": true}");
      } catch (Exception reason) {
        StringWriter text = new StringWriter();
        reason.printStackTrace(new PrintWriter(text));
        answers.println("{\"failed\": " + quoted(text.toString()) + "}");
      }
    }
  }

  private static void carryOut(Map<String, String> request) throws Exception {
    Scope.child(Map.of(Scope.Attr.resourceAccessor.name(), new DirectoryResourceAccessor(Path.of(request.get("folder")))), () -> {
      // It remembers, for the life of its process, that a database was up to date.
      Scope.getCurrentScope().getSingleton(FastCheckService.class).clearCache();
      boolean isRollback = request.get("do").equals("rollback");
      CommandScope command = new CommandScope(isRollback ? "rollbackCount" : "update");
      if (isRollback) command.addArgumentValue("count", Integer.valueOf(request.getOrDefault("count", "1")));
      String schema = request.containsKey("schema") ? "?currentSchema=" + request.get("schema") : "";
      command
          .addArgumentValue("url", "jdbc:postgresql://" + request.get("host") + ":" + request.get("port") + "/" + request.get("database") + schema)
          .addArgumentValue("username", request.get("user"))
          .addArgumentValue("changelogFile", request.get("changelog"))
          .execute();
    });
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
