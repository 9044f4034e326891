// Files of every kind, the streams, and exit codes: gw under a user who makes mistakes.
#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

namespace {

const std::string kSimulate = "gw simulate testdata/demo/gw.yaml --traffic ";
const std::string kCombined = "192.0.2.1 - - [20/Nov/2026:08:00:00 +0000] ";

// Whether a terminal would take any of it for more than text.
bool is_plain(const std::string& text) {
  for (const char c : text) {
    if (c != '\n' && (static_cast<unsigned char>(c) < 0x20 || c == '\x7f')) return false;
  }
  return text.find("\xc2\x9b") == std::string::npos && text.find('\xff') == std::string::npos;
}

std::string without_place(std::string text, const std::string& place) {
  for (size_t at = text.find(place); at != std::string::npos; at = text.find(place)) {
    text.erase(at, place.size());
  }
  return text;
}

}  // namespace

TEST_CASE("cli: a configuration of any bytes is a finding, one that cannot be read is not",
          "[cli]") {
  const CommandLine gw;
  gw.file("empty", "");
  gw.file("zeros", std::string(1000, '\0'));
  gw.file("noise", "\xff\xfe\x00\x80routes: [\x1b[31m\xc2\x9b");
  gw.file("line", std::string(3'000'000, 'a'));
  gw.file("deep", std::string(100'000, '['));
  gw.file("escape.yaml", "ro\x1butes: \"\xc2\x9b\"\n");
  for (const char* name : {"empty", "zeros", "noise", "line", "deep", "escape.yaml"}) {
    CAPTURE(name);
    const std::string path = std::string(" {dir}/") + name;
    const Finished found = gw("gw validate" + path);
    CHECK(found.code == 1);
    CHECK(found.out.size() < 3000);
    CHECK(is_plain(found.out));
    CHECK(gw("gw serve" + path + " --mock").code == 2);
    CHECK(gw("gw simulate" + path + " --traffic testdata/demo/access.log").code == 2);
  }
  for (const char* path : {"{dir}", "{dir}/none", "testdata/demo/gw.yaml/x"}) {
    CAPTURE(path);
    for (const std::string& command :
         {std::string("validate "), std::string("serve "), std::string("simulate --traffic x ")}) {
      const bool is_searched = command == "validate " && path == std::string("{dir}");
      const Finished done = gw("gw " + command + path);
      CHECK(done.code == 2);
      CHECK(done.out.empty());
      CHECK(done.err.starts_with(is_searched ? "gw: no gw configuration in" : "gw: cannot "));
    }
  }
}

TEST_CASE("cli: traffic of any bytes is counted, told or refused, and never fatal", "[cli]") {
  const CommandLine gw;
  gw.file("empty.log", "");
  gw.file("noise.log", std::string(2000, '\xff'));
  gw.file("line.log", std::string(3'000'000, 'a'));
  gw.file("cut.gz", "\x1f\x8b\x08");
  CHECK(gw(kSimulate + "{dir}/empty.log").code == 0);
  for (const char* name : {"noise.log", "line.log", "cut.gz"}) {
    CAPTURE(name);
    const Finished done = gw(kSimulate + "{dir}/" + name);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(is_plain(done.err));
    CHECK(done.err.size() < 3000);
  }
  CHECK(gw(kSimulate + "{dir}").code == 2);
}

TEST_CASE("cli: what a client sent reaches no terminal", "[cli]") {
  const CommandLine gw;
  std::string log;
  for (int i = 0; i < 20; ++i) log += kCombined + "\"GET /products HTTP/1.1\" 200 5 \"-\" \"-\"\n";
  log += kCombined + "\"GET /\x1b[2J\xc2\x9b\xff HTTP/1.1\" 200 5 \"-\" \"-\"\n";
  log += kCombined + "\"GET /%1b%5b2J HTTP/1.1\" 200 5 \"-\" \"-\"\n";
  log += "\x1b[2J\xc2\x9b\xff\n";
  log += kCombined + "\"GET /" + std::string(200'000, 'x') + " HTTP/1.1\" 200 5 \"-\" \"-\"\n";
  gw.file("access.log", log);
  for (const char* format : {"text", "json"}) {
    CAPTURE(format);
    const Finished done = gw(kSimulate + "{dir}/access.log --format " + format);
    CHECK(done.code == 0);
    CHECK(is_plain(done.out));
    CHECK(done.out.size() < 30'000);
  }
}

TEST_CASE("cli: a file's name is escaped where it could mean something", "[cli]") {
  const CommandLine gw;
  const std::string path = gw.file("a:b,c%d\ne.yaml", "routes: 5\n");
  const std::string shown = path.substr(0, path.rfind('/') + 1);
  const Finished github = gw("gw validate --format github '" + path + "'");
  CHECK(github.code == 1);
  CHECK(without_place(github.out, shown) ==
        "::error file=a%3Ab%2Cc%25d%0Ae.yaml,line=1,endLine=1,col=9,endColumn=10,title=wrong-type::"
        "'routes' must be a list, not the number 5%0Abegin each item with '- '\n");
}

TEST_CASE("cli: JSON names a configuration that cannot be read", "[cli]") {
  const CommandLine gw;
  const Finished done = gw("gw validate --format json /no/such.yaml testdata/demo/gw.yaml");
  CHECK(done.code == 2);
  CHECK(done.out.find("\"file\": \"/no/such.yaml\",\n      \"valid\": false") != std::string::npos);
  CHECK(done.out.find("\"code\": \"unreadable\"") != std::string::npos);
  CHECK(done.out.find("\"file\": \"testdata/demo/gw.yaml\",\n      \"valid\": true") !=
        std::string::npos);
}

TEST_CASE("cli: a log's name is escaped in the report", "[cli]") {
  const CommandLine gw;
  const std::string path = gw.file("a\x1B[31mb.log", project_file("testdata/demo/access.log"));
  const Finished done = gw(kSimulate + "'" + path + "'");
  CHECK(done.code == 0);
  CHECK(is_plain(done.out));
  CHECK(done.out.find("a\\x1b[31mb.log") != std::string::npos);
}

TEST_CASE("cli: the help lists every log format", "[cli]") {
  const CommandLine gw;
  const std::string error = gw(kSimulate + "testdata/demo/access.log --log-format x").err;
  const size_t begin = error.find("known are ") + 10;
  std::string names = error.substr(begin, error.find(" and a log_format") - begin);
  for (size_t at = names.find(' '); at != std::string::npos; at = names.find(' ', at + 2)) {
    names.insert(at, ",");
  }
  const std::string help = project_file("completions/gw.fish");
  CHECK(help.find("what the log is: " + names + ", or a log_format string") != std::string::npos);
}

TEST_CASE("cli: JSON says which version of its form it has", "[cli]") {
  const CommandLine gw;
  for (const std::string& line : {std::string("gw validate --format json testdata/demo/gw.yaml"),
                                  kSimulate + "testdata/demo/access.log --format json"}) {
    CAPTURE(line);
    const Finished done = gw(line);
    CHECK(done.code == 0);
    CHECK(done.out.starts_with("{\n  \"schema_version\": 1,\n"));
    CHECK(done.out.ends_with("\n}\n"));
  }
}

TEST_CASE("cli: every command tells a full disk, and none minds a reader that left", "[cli]") {
  const CommandLine gw;
  for (const std::string& line :
       {std::string("gw --help"), std::string("gw help simulate"), std::string("gw --version"),
        std::string("gw schema"), std::string("gw validate testdata/demo/mistakes.yaml"),
        std::string("gw validate --format github testdata/demo/mistakes.yaml"),
        kSimulate + "testdata/demo/access.log",
        kSimulate + "testdata/demo/access.log --format json"}) {
    CAPTURE(line);
    const Finished full = gw(line + " > /dev/full");
    CHECK(full.code == 2);
    CHECK(full.err.ends_with("gw: cannot write to standard output: No space left on device\n"));
    const Finished left = gw(line + " 2>&1 | head -n 1; exit ${PIPESTATUS[0]}");
    CHECK(left.code == (line.find("mistakes") == std::string::npos ? 0 : 1));
    CHECK(left.err.empty());
  }
}

TEST_CASE("cli: closed streams are nothing to fall over", "[cli]") {
  const CommandLine gw;
  CHECK(gw("gw --version >&-").code == 2);
  CHECK(gw("gw validate testdata/demo/mistakes.yaml 2>&-").code == 1);
  CHECK(gw("gw validate - <&-").code == 2);
}

}  // namespace gw::testing
