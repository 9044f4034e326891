// The rules of the house, first each on a snippet that breaks it, then all on the whole tree.
#include "base/file.hpp"
#include "support/catch.hpp"
#include "tidy/functions.hpp"
#include "tidy/rules.hpp"

namespace gw::tidy {

namespace {

const std::string kRoot = GW_SOURCE_DIR;

Layers layers() {
  return parse_layers(read_file(kRoot + "/src/CMakeLists.txt", 1 << 20).value());
}

Findings all(const std::vector<File>& files, Findings (*rule)(const File&)) {
  Findings found;
  for (const File& file : files) {
    for (std::string& line : rule(file)) found.push_back(std::move(line));
  }
  return found;
}

std::string lines(size_t count, const std::string& line) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += line + "\n";
  return text;
}

}  // namespace

TEST_CASE("tidy: the layer table is read from the build", "[tidy]") {
  const Layers table = parse_layers(
      "gw_folder(base PACKAGES ZLIB::ZLIB)\n"
      "target_link_libraries(gw_base PUBLIC x)\n"
      "gw_folder(engine MAY_INCLUDE base http PACKAGES PkgConfig::RE2)\n");
  REQUIRE(table == Layers{{"base", {}}, {"engine", {"base", "http"}}});
  REQUIRE(layers().at("simulate") ==
          std::vector<std::string>{"base", "http", "policy", "traffic", "engine"});
}

TEST_CASE("tidy: an include against the layers is found", "[tidy]") {
  const Layers table{{"base", {}}, {"engine", {"base", "http"}}};
  const File bad =
      make_file("src/engine/a.cpp", "#include \"base/time.hpp\"\n#include \"config/config.hpp\"\n");
  REQUIRE(forbidden_includes(bad, table) ==
          Findings{"src/engine/a.cpp:2: engine may not include config/config.hpp"});
  const File system = make_file("src/engine/a.cpp", "#include <sys/socket.h>\n");
  REQUIRE(forbidden_includes(system, table) ==
          Findings{"src/engine/a.cpp:1: a header of the operating system, <sys/socket.h>"});
  REQUIRE(forbidden_includes(make_file("src/net/a.cpp", "#include <unistd.h>\n"), table).empty());
  REQUIRE(forbidden_includes(make_file("cmd/a.cpp", "#include \"engine/a.hpp\"\n"), table).empty());
}

TEST_CASE("tidy: an ambient clock or random call is found", "[tidy]") {
  for (const std::string snippet :
       {"auto t = std::chrono::system_clock::now();", "f(time(nullptr));", "return clock();",
        "clock_gettime(CLOCK_MONOTONIC, &t);", "std::mt19937 g;", "std::random_device d;",
        "int x = rand();", "int x = std::rand();"}) {
    CAPTURE(snippet);
    REQUIRE(ambient_calls(make_file("src/engine/a.cpp", snippet)).size() == 1);
  }
  for (const std::string snippet :
       {"record.time();", "int time = 0;", "// time(nullptr)", "f(\"rand()\");",
        "Duration time() {", "loop->time()", "upstream_time(x)", "net::time(x)"}) {
    CAPTURE(snippet);
    REQUIRE(ambient_calls(make_file("src/engine/a.cpp", snippet)).empty());
  }
  REQUIRE(ambient_calls(make_file("src/net/clock.cpp", "clock_gettime(1, &t);")).empty());
  REQUIRE(ambient_calls(make_file("cmd/simulate.cpp", "steady_clock::now();")).empty());
}

TEST_CASE("tidy: printing, reading the environment and exiting outside cmd are found", "[tidy]") {
  for (const std::string snippet : {"std::cout << 1;", "printf(\"x\");", "std::getenv(\"A\");",
                                    "fmt::print(\"x\");", "exit(1);", "std::abort();"}) {
    CAPTURE(snippet);
    REQUIRE(outside_effects(make_file("src/engine/a.cpp", snippet)).size() == 1);
    REQUIRE(outside_effects(make_file("src/base/check.cpp", snippet)).empty());
    REQUIRE(outside_effects(make_file("cmd/a.cpp", snippet)).empty());
  }
  REQUIRE(outside_effects(make_file("src/engine/a.cpp", "snprintf(b, 1, \"x\");")).empty());
  REQUIRE(outside_effects(make_file("src/engine/a.cpp", "stream.exit();")).empty());
}

TEST_CASE("tidy: a banned type is found", "[tidy]") {
  REQUIRE(banned_types(make_file("src/a/a.cpp", "std::regex r;")).size() == 1);
  REQUIRE(banned_types(make_file("src/a/a.cpp", "std::shared_ptr<Thing> p;")) ==
          Findings{"src/a/a.cpp:1: shared_ptr of Thing"});
  REQUIRE(banned_types(make_file("src/a/a.cpp", "std::shared_ptr<const Plan> p;")).empty());
  REQUIRE(banned_types(make_file("src/a/a.cpp", "std::shared_ptr<const engine::Plan> p;")).empty());
}

TEST_CASE("tidy: a file over 500 lines and a line over 100 columns are found", "[tidy]") {
  REQUIRE(sizes(make_file("src/a/a.cpp", lines(500, "int;"))).empty());
  REQUIRE(sizes(make_file("src/a/a.cpp", lines(501, "int;"))) ==
          Findings{"src/a/a.cpp:502: over 500 lines"});
  REQUIRE(sizes(make_file("src/a/a.cpp", std::string(100, 'x') + "\n")).empty());
  REQUIRE(sizes(make_file("src/a/a.cpp", "\n" + std::string(101, 'x') + "\n")) ==
          Findings{"src/a/a.cpp:2: over 100 columns"});
  std::string bars;
  for (int i = 0; i < 100; ++i) bars += "▁";
  REQUIRE(sizes(make_file("src/a/a.cpp", bars + "\n")).empty());
}

TEST_CASE("tidy: a function over 70 lines is found", "[tidy]") {
  const auto file = [](size_t inner) {
    return make_file("src/a/a.cpp", "namespace a {\n\nint f(int x) {\n" +
                                        lines(inner, "  g([] { return 1; });") + "}\n\n}\n");
  };
  REQUIRE(sizes(file(68)).empty());
  REQUIRE(sizes(file(69)) == Findings{"src/a/a.cpp:3: a function over 70 lines"});
}

TEST_CASE("tidy: functions are measured by their braces", "[tidy]") {
  const File file = make_file("src/a/a.hpp",
                              "#define X \\\n  {\n"
                              "namespace a {\n"
                              "constexpr int kRows[] = {1, 2};\n"
                              "struct S {\n"
                              "  S() : x_(1), y_{2} {\n"
                              "  }\n"
                              "  int f() const { return '{'; }\n"
                              "  int x_;\n"
                              "};\n"
                              "template <class T>\n"
                              "T g(T x) {\n"
                              "  if (x) {\n"
                              "  }\n"
                              "  return R\"({)\"[0];\n"
                              "}\n"
                              "}\n");
  std::vector<std::pair<size_t, size_t>> found;
  for (const FunctionLines& f : function_lines(file.code)) found.emplace_back(f.first, f.last);
  using Lines = std::vector<std::pair<size_t, size_t>>;
  REQUIRE(found == Lines{{6, 6}, {6, 7}, {8, 8}, {11, 16}});
}

TEST_CASE("tidy: an open end without an issue number is found", "[tidy]") {
  const std::string word = std::string("TO") + "DO";
  REQUIRE(open_ends(make_file("src/a/a.cpp", "// " + word + ": later\n")).size() == 1);
  REQUIRE(open_ends(make_file("src/a/a.cpp", "// " + word + "(#12): later\n")).empty());
}

TEST_CASE("tidy: a path of one machine is found", "[tidy]") {
  const std::string home = std::string("/ho") + "me/";
  REQUIRE(machine_paths(make_file("src/a/a.cpp", "open(\"" + home + "me/x\");\n")).size() == 1);
  REQUIRE(machine_paths(make_file("src/a/a.cpp", "open(\"api" + home + "x\");\n")).empty());
}

TEST_CASE("tidy: a header that nobody includes is found", "[tidy]") {
  std::vector<File> files{make_file("src/a/a.cpp", "#include \"a/a.hpp\"\n"),
                          make_file("src/a/a.hpp", "\n"), make_file("src/a/b.hpp", "\n"),
                          make_file("src/b/c.cpp", "#include \"a/b.hpp\"\n")};
  REQUIRE(dead_headers(files) == Findings{"src/a/a.hpp:1: nobody includes this header"});
}

TEST_CASE("tidy: the tree keeps the rules", "[tree]") {
  const std::vector<File> files = read_tree(kRoot);
  REQUIRE(files.size() > 20);
  const Layers table = layers();
  Findings found;
  for (const auto rule :
       {ambient_calls, outside_effects, banned_types, sizes, open_ends, machine_paths}) {
    for (std::string& line : all(files, rule)) found.push_back(std::move(line));
  }
  for (const File& file : files) {
    for (std::string& line : forbidden_includes(file, table)) found.push_back(std::move(line));
  }
  for (std::string& line : dead_headers(files)) found.push_back(std::move(line));
  std::string report;
  for (const std::string& line : found) report += line + "\n";
  INFO(report);
  REQUIRE(found.empty());
}

}  // namespace gw::tidy
