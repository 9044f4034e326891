#include "cli/command_line.hpp"
#include "support/catch.hpp"

namespace gw::testing {

TEST_CASE("traffic cut: lines stay as they are, in the order of the file", "[cli]") {
  const CommandLine gw;
  gw.file("a.log",
          "203.0.113.7 - - [24/Nov/2025:16:00:03 +0000] \"GET /a HTTP/1.1\" 200 5\r\n"
          "what?\n"
          "# a comment\n"
          "203.0.113.8 - - [24/Nov/2025:16:00:01 +0000] \"GET /b HTTP/1.1\" 200 5\n"
          "\n"
          "203.0.113.7 - - [24/Nov/2025:16:00:02 +0000] \"GET /c\\x22 HTTP/1.1\" 200 5");
  const Finished done = gw("cd {dir} && gw traffic cut --only client=203.0.113.7 a.log");
  CHECK(done.code == 0);
  CHECK(done.out ==
        "203.0.113.7 - - [24/Nov/2025:16:00:03 +0000] \"GET /a HTTP/1.1\" 200 5\r\n"
        "# a comment\n"
        "203.0.113.7 - - [24/Nov/2025:16:00:02 +0000] \"GET /c\\x22 HTTP/1.1\" 200 5\n");
  CHECK(done.err ==
        "gw: a.log:2: the line does not fit the format at $remote_addr; 1 malformed line left "
        "out\n");
  CHECK(gw("cd {dir} && gw traffic cut --between 16:00:01..16:00:02 a.log 2>/dev/null").out ==
        "# a comment\n"
        "203.0.113.8 - - [24/Nov/2025:16:00:01 +0000] \"GET /b HTTP/1.1\" 200 5\n");
  CHECK(gw("cd {dir} && gw traffic cut --only path=/none - < a.log 2>/dev/null").out ==
        "# a comment\n");
}

TEST_CASE("traffic cut: a log is cut into what replays as it did, of any format", "[cli]") {
  const CommandLine gw;
  const Finished all = gw(
      "for f in $(ls testdata/traffic | grep -v -e expect -e yaml -e md -e columns -e main -e har "
      "-e gor -e otlp -e docker -e cri); do gw traffic cut testdata/traffic/$f > {dir}/c "
      "2>/dev/null || echo failed $f; gw traffic convert testdata/traffic/$f 2>/dev/null > "
      "{dir}/a; "
      "gw traffic convert {dir}/c 2>/dev/null > {dir}/b; cmp {dir}/a {dir}/b; done");
  CHECK(all.out.empty());
  CHECK(all.err.empty());
  const Finished edgar = gw("gw traffic cut testdata/traffic/edgar.csv testdata/traffic/edgar.csv");
  CHECK(gw("gw traffic convert testdata/traffic/edgar.csv 2>/dev/null | wc -l").out !=
        gw("gw traffic cut testdata/traffic/edgar.csv testdata/traffic/edgar.csv 2>/dev/null | gw "
           "traffic convert --strict - | wc -l")
            .out);
  CHECK(gw("gw traffic cut testdata/traffic/edgar.csv testdata/traffic/edgar.csv 2>/dev/null | gw "
           "traffic convert --strict - 2>&1 >/dev/null")
            .code == 0);
  CHECK(gw("gw traffic cut testdata/traffic/docker.log 2>/dev/null").out.find("\"log\"") ==
        std::string::npos);
}

TEST_CASE("traffic cut: a sample keeps clients whole, and a smaller one is part of it", "[cli]") {
  const CommandLine gw;
  const std::string log = "testdata/demo/access.log";
  const auto clients = [&](const std::string& share, const std::string& file) {
    return gw("gw traffic cut " + share + " " + log + " 2>/dev/null > {dir}/" + file +
              "; cut -d' ' -f1 {dir}/" + file + " | sort -u > {dir}/" + file +
              ".clients; wc -l < {dir}/" + file + ".clients")
        .out;
  };
  const int third = std::stoi(clients("--sample 1/3", "third"));
  const int tenth = std::stoi(clients("--sample 10% --by '{client}'", "tenth"));
  CHECK(third > 25);
  CHECK(third < 65);
  CHECK(tenth > 4);
  CHECK(tenth < 26);
  CHECK(gw("comm -23 {dir}/tenth.clients {dir}/third.clients").out.empty());
  // Every line of those clients, unchanged.
  CHECK(gw("gw traffic cut " + log +
           " 2>/dev/null | awk 'NR==FNR {c[$1]; next} $1 in c' "
           "{dir}/third.clients - | cmp - {dir}/third")
            .out.empty());
  CHECK(clients("--sample 1/3 --seed 2", "other") != "0\n");
  CHECK(!gw("cmp {dir}/other {dir}/third").out.empty());
  CHECK(clients("--sample 1/1", "whole") == "136\n");
}

TEST_CASE("traffic cut: what is wrong is said", "[cli]") {
  const CommandLine gw;
  struct Row {
    const char* words;
    const char* says;
  };
  for (const Row& row :
       {Row{"", "no LOG given"}, Row{"--sample 2/1 x", "--sample is a share such as 1/100 or 5%"},
        Row{"--sample % x", "--sample is a share"}, Row{"--sample 0/4 x", "--sample is a share"},
        Row{"--by user x", "--by goes with --sample"},
        Row{"--sample 1/2 --by ip x", "--by: 'ip' is no field of a request"},
        Row{"--only ip=x x", "--only knows path, method, status, host and client"},
        Row{"testdata/traffic/session.har", "gw traffic convert"},
        Row{"testdata/traffic/common.log testdata/traffic/edgar.csv",
            "is csv (edgar) and the log "
            "before it common"}}) {
    CAPTURE(row.words);
    const Finished done = gw(std::string("gw traffic cut ") + row.words);
    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.err.find(row.says) != std::string::npos);
  }
}

}  // namespace gw::testing
