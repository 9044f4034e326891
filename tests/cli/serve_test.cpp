// `gw serve` as a user runs it: the binary on a free loopback port, and a client of its own.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <thread>

#include "cli/command_line.hpp"
#include "support/catch.hpp"
#include "support/http_peer.hpp"

namespace gw::testing {

namespace {

constexpr int kPatience_s = 20;
constexpr std::string_view kListening = "gw: listening on http://127.0.0.1:";

// `gw serve OPTIONS --listen 127.0.0.1:0`, until it listens.
class Serving {
 public:
  explicit Serving(std::vector<std::string> options) {
    std::vector<std::string> command{GW_BINARY, "serve", "--listen", "127.0.0.1:0"};
    command.insert(command.end(), options.begin(), options.end());
    child_ = std::make_unique<Child>(directory_.path(), "gw", std::move(command));
    REQUIRE(child_->wait_for_err(std::string(kListening), kPatience_s));
    const std::string err = child_->err();
    const size_t at = err.find(kListening) + kListening.size();
    port_ = static_cast<uint16_t>(std::strtoul(err.c_str() + at, nullptr, 10));
  }

  uint16_t port() const { return port_; }
  bool says(const std::string& text) { return child_->wait_for_err(text, kPatience_s); }
  void signal(int number) { child_->signal(number); }
  int end() { return child_->wait(kPatience_s); }
  std::string err() const { return child_->err(); }

 private:
  TempDirectory directory_;
  std::unique_ptr<Child> child_;
  uint16_t port_ = 0;
};

std::string demo(const char* name) {
  return std::string(GW_SOURCE_DIR) + "/testdata/demo/" + name;
}

bool accepts(uint16_t port) {
  Client client(port);
  return client.get("/nothing").status != 0;
}

std::string one_route(const std::string& path) {
  return "routes:\n  - {path: " + path + ", upstream_service: \"http://nowhere.invalid\"}\n";
}

}  // namespace

TEST_CASE("cli: the demo serves on a laptop, without its upstreams", "[cli]") {
  Serving gw({demo("gw.yaml"), "--mock", "--dev"});
  Client client(gw.port());

  const Response product = client.get("/products/7?full=1");
  CHECK(product.status == 200);
  CHECK(product.fields.at("x-gw-route") == "GET /products/{productId}");
  CHECK(product.fields.at("x-gw-verdict") == "proxied");
  CHECK(product.body.find("\"target\":\"/products/7?full=1\"") != std::string::npos);

  const Response none = client.get("/nothing");
  CHECK(none.status == 404);
  CHECK(none.body.find("\"error\":") != std::string::npos);
  CHECK(none.body.find("\"traceId\":") != std::string::npos);
  const Response wrong = client.send("DELETE", "/products", "", "");
  CHECK(wrong.status == 405);
  CHECK(wrong.fields.at("allow") == "GET, HEAD");

  CHECK(client.get("/users/7/profile").status == 401);
  const Response profile = client.get("/users/7/profile", "Authorization: Bearer valid-ada\r\n");
  CHECK(profile.status == 200);
  CHECK(profile.body.find("\"target\":\"/api/profile\"") != std::string::npos);
  CHECK(gw.says("consumer=ada  left=29  trace="));

  gw.signal(SIGTERM);
  CHECK(gw.end() == 0);
}

TEST_CASE("cli: a limit of 30 lets 30 through, whichever worker answers", "[cli]") {
  Serving gw({demo("gw.yaml"), "--mock", "--dev", "--workers", "4"});
  int admitted = 0;
  int refused = 0;
  for (int i = 0; i < 40; ++i) {
    Client client(gw.port());
    const Response answer = client.get("/users/7/profile", "Authorization: Bearer valid-ada\r\n");
    admitted += answer.status == 200 ? 1 : 0;
    if (answer.status != 429) continue;
    ++refused;
    const long seconds = std::strtol(answer.fields.at("retry-after").c_str(), nullptr, 10);
    CHECK(seconds >= 1);
    CHECK(seconds <= 60);
  }
  CHECK(admitted == 30);
  CHECK(refused == 10);
}

TEST_CASE("cli: --mock NAME=fail:N fails so many attempts", "[cli]") {
  Serving gw({demo("gw.yaml"), "--mock", "inventory=fail:2", "--dev"});
  Client client(gw.port());
  CHECK(client.get("/inventory/1").status == 503);  // the attempt and its retry
  CHECK(client.get("/inventory/1").status == 200);
  CHECK(client.get("/products/1").status == 200);
}

TEST_CASE("cli: a mock beside an upstream answers under --mock alone", "[cli]") {
  Upstream upstream([](const std::string&) { return Act{.body = "live"}; });
  const CommandLine files;
  const std::string path =
      files.file("gw.yaml",
                 "routes:\n  - {path: /a, mock: {body: mocked}, upstream_service: "
                 "\"http://127.0.0.1:" +
                     std::to_string(upstream.port()) + "\"}\n");
  Serving live({path});
  CHECK(Client(live.port()).get("/a").body == "live");
  Serving mocked({path, "--mock"});
  CHECK(Client(mocked.port()).get("/a").body == "mocked");
}

TEST_CASE("cli: --watch sees a change of a file that is included", "[cli]") {
  const CommandLine files;
  const std::string path = files.file("gw.yaml", "include: more.yaml\n");
  files.file("more.yaml", one_route("/old"));
  Serving gw({path, "--mock", "--watch"});
  files.file("more.yaml", one_route("/new"));
  CHECK(gw.says("gw: reloaded " + path));
  CHECK(Client(gw.port()).get("/new").status == 200);
}

TEST_CASE("cli: --watch sees which files a pattern takes, those of new folders too", "[cli]") {
  const TempDirectory files;
  const std::string path = files.file("gw.yaml", "include: routes/*.yaml\n");
  std::filesystem::create_directory(files.path() + "/routes");
  files.file("routes/a.yaml", one_route("/a"));
  Serving gw({path, "--mock", "--watch"});
  files.file("routes/b.yaml", "routes: [{path: /b, mock: {status: 204}}]\n");
  CHECK(gw.says("gw: reloaded " + path));
  CHECK(Client(gw.port()).get("/b").status == 204);
  files.file("gw.yaml", "include: [routes/*.yaml, more/*/*.yaml]\n");
  CHECK(gw.says("no file is called 'more/*/*.yaml'"));
  std::filesystem::create_directories(files.path() + "/more/deep");
  files.file("more/deep/c.yaml", "routes: [{path: /c, mock: {status: 204}}]\n");
  CHECK(gw.says("stays as it is\ngw: reloaded " + path));
  CHECK(Client(gw.port()).get("/c").status == 204);
}

TEST_CASE("cli: the host of an absolute target is the one that upstreams are told", "[cli]") {
  Upstream upstream([](const std::string& head) { return Act{.body = head}; });
  const CommandLine files;
  const std::string path = files.file("gw.yaml", one_route("/a"));
  Serving gw({path, "--upstream", "nowhere.invalid=127.0.0.1:" + std::to_string(upstream.port())});
  const std::string sent = Client(gw.port()).send("GET", "http://shop.example:81/a", "", "").body;
  CHECK(sent.find("X-Forwarded-Host: shop.example:81\r\n") != std::string::npos);
}

TEST_CASE("cli: the access log has a line for each request, which gw reads as traffic", "[cli]") {
  const TempDirectory files;
  const std::string log = files.path() + "/access.log";
  const std::string config = "access_log: {file: " + log + "}\n" +
                             "routes:\n  - {path: /a, mock: {status: 201, body: hello}}\n"
                             "  - {path: /b, mock: {status: 200}, rate_limit: {rate: 1/h}}\n";
  const std::string path = files.file("gw.yaml", config);
  {
    Serving gw({path});
    Client client(gw.port());
    client.send("GET", "/a?token=sesame&x=1", "User-Agent: t\r\n", "");
    client.get("/b");
    client.get("/b");
    client.get("/none");
    Client(gw.port()).send("GET", "/a b", "", "");
    std::filesystem::rename(log, log + ".1");
    gw.signal(SIGHUP);
    CHECK(gw.says("gw: reloaded"));
    client.get("/a");
    gw.signal(SIGTERM);
    CHECK(gw.end() == 0);
  }
  const auto text = [](const std::string& name) {
    std::ifstream in(name);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const std::string lines = text(log + ".1") + text(log);
  CAPTURE(lines);
  CHECK(std::ranges::count(lines, '\n') == 6);
  for (const char* part :
       {"\"upstream_status\":\"-\",",
        "\"client\":\"127.0.0.1\",\"method\":\"GET\",\"path\":\"/a?token=***&x=1\",\"status\":201,"
        "\"bytes\":5,",
        "\"user_agent\":\"t\",\"reason\":\"mocked\",\"route\":\"/a\",\"trace_id\":\"",
        "\"reason\":\"rate-limited\",\"route\":\"/b\",\"limit\":\"/b/limit\"", "\"status\":404,",
        "\"status\":400,\"reason\":\"bad-request\",\"detail\":\""}) {
    CAPTURE(part);
    CHECK(lines.find(part) != std::string::npos);
  }
  CHECK(lines.find("sesame") == std::string::npos);
  const std::string whole = files.file("whole.log", lines);
  const Finished stat =
      run(files.path(), {GW_BINARY, "traffic", "stat", "--format", "json", whole});
  CHECK(stat.out.find("\"records\": 5") != std::string::npos);
}

TEST_CASE("cli: an access log that cannot be written costs lines and no request", "[cli]") {
  const TempDirectory files;
  const std::string path =
      files.file("gw.yaml", "access_log: {file: /dev/full, format: combined}\n" + one_route("/a"));
  Serving gw({path, "--mock"});
  Client client(gw.port());
  for (int i = 0; i < 3; ++i) CHECK(client.get("/a").status == 200);
  gw.signal(SIGTERM);
  CHECK(gw.end() == 0);
  CHECK(gw.err().find("gw: access log: lines are dropped: cannot write '/dev/full'") !=
        std::string::npos);
  CHECK(gw.err().find("gw: access log: 3 lines were dropped") != std::string::npos);
}

TEST_CASE("cli: --upstream reaches a service elsewhere, and one that is nowhere is 502", "[cli]") {
  Upstream upstream([](const std::string&) { return Act{.body = "here"}; });
  const CommandLine files;
  const std::string config = files.file("gw.yaml", one_route("/a") + R"(
  - {path: /b, upstream_service: "http://elsewhere.invalid"}
)");
  Serving gw(
      {config, "--upstream", "nowhere.invalid=127.0.0.1:" + std::to_string(upstream.port())});
  Client client(gw.port());
  CHECK(client.get("/a").body == "here");
  CHECK(client.get("/b").status == 502);
}

TEST_CASE("cli: SIGHUP and --watch take a good file and keep the old plan on a bad one", "[cli]") {
  for (const bool watched : {false, true}) {
    CAPTURE(watched);
    const CommandLine files;
    const std::string path = files.file("gw.yaml", one_route("/old"));
    std::vector<std::string> options{path, "--mock"};
    if (watched) options.emplace_back("--watch");
    Serving gw(options);
    const auto change = [&](const std::string& text) {
      files.file("gw.yaml", text);
      if (!watched) gw.signal(SIGHUP);
    };
    Client client(gw.port());
    change("routes:\n  - {path: /bad, upstream_servce: x}\n");
    CHECK(gw.says(path + ":2:18: error: unknown key 'upstream_servce'"));
    CHECK(gw.says("gw: the configuration in use stays as it is"));
    CHECK(client.get("/old").status == 200);
    change(one_route("/new"));
    CHECK(gw.says("gw: reloaded " + path));
    CHECK(client.get("/new").status == 200);
    CHECK(client.get("/old").status == 404);
    std::remove(path.c_str());
    gw.signal(SIGHUP);
    CHECK(gw.says("gw: cannot open '" + path +
                  "': No such file or directory\ngw: the configuration in use stays as it is\n"));
    gw.signal(SIGTERM);
    CHECK(gw.end() == 0);
  }
}

TEST_CASE("cli: a trusted proxy, and nobody else, says who the client is", "[cli]") {
  std::string forwarded;
  Upstream upstream([&](const std::string& head) {
    const size_t at = head.find("X-Forwarded-For:");
    forwarded = head.substr(at, head.find('\r', at) - at);
    return Act{};
  });
  const bool trusted = GENERATE(false, true);
  CAPTURE(trusted);
  const CommandLine files;
  const std::string path = files.file(
      "gw.yaml", std::string("trusted_proxies: [") + (trusted ? "127.0.0.0/8" : "10.0.0.0/8") +
                     "]\nroutes:\n  - {path: /a, upstream_service: \"http://127.0.0.1:" +
                     std::to_string(upstream.port()) + "\", rate_limit: {requests_per_hour: 1}}\n");
  Serving gw({path});
  Client client(gw.port());
  CHECK(client.get("/a", "X-Forwarded-For: 192.0.2.1\r\n").status == 200);
  CHECK(forwarded ==
        (trusted ? "X-Forwarded-For: 192.0.2.1, 127.0.0.1" : "X-Forwarded-For: 127.0.0.1"));
  CHECK(client.get("/a", "X-Forwarded-For: 192.0.2.2\r\n").status == (trusted ? 200 : 429));
  CHECK(client.get("/a", "X-Forwarded-For: 192.0.2.1\r\n").status == 429);
}

TEST_CASE("cli: serve says what it cannot do of a configuration and what a reload cannot change",
          "[cli]") {
  const CommandLine files;
  const std::string text =
      "limits: {max_body: 1MiB}\nroutes:\n"
      "  - {path: /a, upstream_service: \"https://127.0.0.1:9\"}\n";
  const std::string path = files.file("gw.yaml", text);
  const std::string warning =
      path +
      ":3:34: warning: gw serve does not speak TLS to upstreams yet: requests to this one are "
      "answered 502 [tls-not-served]\n"
      " 3 |   - {path: /a, upstream_service: \"https://127.0.0.1:9\"}\n"
      "   |                                  ^^^^^^^^^^^^^^^^^^^^^\n"
      "  hint: reach it elsewhere: --upstream 127.0.0.1=HOST:PORT\n";
  CHECK(files("gw validate " + path).code == 0);
  Serving gw({path, "--watch"});
  CHECK(gw.err().starts_with(warning));
  CHECK(Client(gw.port()).get("/a").status == 502);
  files.file("gw.yaml", "# again\n" + text);
  CHECK(gw.says("gw.yaml:4:34: warning: gw serve does not speak TLS"));
  CHECK(gw.says("gw: reloaded " + path));
  CHECK(gw.err().find("until the next start") == std::string::npos);
  files.file("gw.yaml", "listen: 127.0.0.1:1\n" + text);
  CHECK(
      gw.says("gw: listen, trusted_proxies, limits and access_log stay as they are until the next "
              "start\n"));
}

TEST_CASE("cli: a recording that broke off makes the end exit code 2", "[cli]") {
  const TempDirectory directory;
  const std::string pipe = directory.path() + "/pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  Serving gw({demo("gw.yaml"), "--mock", "--record", pipe});
  ::close(reader);
  CHECK(Client(gw.port()).get("/products").status == 200);
  CHECK(gw.says("gw: recording stopped: cannot write '" + pipe + "': Broken pipe\n"));
  gw.signal(SIGTERM);
  CHECK(gw.end() == 2);
  CHECK(gw.err().ends_with("gw: the recording is not complete\n"));
}

TEST_CASE("cli: serve drains on a signal and hurries on a second one", "[cli]") {
  Upstream upstream([](const std::string&) { return Act{.delay_ms = 1500}; });
  Serving gw({demo("gw.yaml"), "--upstream",
              "product-service=127.0.0.1:" + std::to_string(upstream.port())});
  const bool hurried = GENERATE(false, true);
  CAPTURE(hurried);
  int status = -1;
  std::atomic<bool> answered = false;
  std::thread waiting([&] {
    Client client(gw.port());
    status = client.get("/products").status;
    answered = true;
  });
  while (upstream.requests() == 0 && !answered) std::this_thread::yield();
  CHECK_FALSE(answered);
  gw.signal(SIGTERM);
  while (accepts(gw.port())) std::this_thread::yield();
  if (hurried) gw.signal(SIGINT);
  CHECK(gw.end() == 0);
  waiting.join();
  CHECK(status == (hurried ? 0 : 200));
}

TEST_CASE("cli: what serve cannot do it says before it listens", "[cli]") {
  const CommandLine gw;
  struct Row {
    std::string options;
    std::string err;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"--listen 1.2.3.4:99999",
            "gw: --listen takes an address and a port, as 127.0.0.1:8080, not '1.2.3.4:99999'\n"
            "see 'gw serve --help'\n"},
           {"--listen 192.0.2.1:9",
            "gw: cannot listen on 192.0.2.1:9: Cannot assign requested address\n"},
           {"--listen 0.0.0.0:0 --dev",
            "gw: --dev accepts anybody's requests and so listens on loopback addresses only, not "
            "on 0.0.0.0:0\n"},
           {"--record /no/such/run.jsonl",
            "gw: cannot open '/no/such/run.jsonl': No such file or directory\n"},
           {"--upstream x",
            "gw: --upstream takes NAME=HOST:PORT, not 'x'\nsee 'gw serve --help'\n"},
           {"--upstream prodct-service=127.0.0.1:1",
            "gw: --upstream: no service and no host of a URL has the name 'prodct-service', did "
            "you mean 'product-service'?\n"},
           {"--mock inventry=fail:1",
            "gw: --mock: no service and no host of a URL has the name 'inventry', did you mean "
            "'inventory'?\n"},
           {"--workers 0",
            "gw: --workers takes a number from 1 to 64, not '0'\nsee 'gw serve --help'\n"},
           {"--drain-timeout soon",
            "gw: --drain-timeout takes a duration, as 30s, not 'soon'\nsee 'gw serve --help'\n"}}) {
    CAPTURE(row.options);
    const Finished done = gw("gw serve testdata/demo/gw.yaml --mock " + row.options);
    CHECK(done.code == 2);
    CHECK(done.err.ends_with(row.err));
    CHECK(done.out.empty());
  }
  CHECK(gw("gw serve - --watch").err == "gw: --watch needs a file, not '-'\n");
  CHECK(gw("cp testdata/demo/gw.yaml {dir}; cd {dir}; gw serve gw.yaml --record ./gw.yaml")
            .err.ends_with("gw: --record would replace the configuration\n"));
  Serving first({demo("gw.yaml"), "--mock"});
  const std::string port = std::to_string(first.port());
  const std::string kept = gw.file("old.jsonl", "kept");
  const Finished second =
      gw("gw serve testdata/demo/gw.yaml --mock --record " + kept + " --listen 127.0.0.1:" + port);
  CHECK(read_all(kept) == "kept");
  CHECK(second.code == 2);
  CHECK(second.err.ends_with("gw: cannot listen on 127.0.0.1:" + port +
                             ": Address already in use\n"));
}

}  // namespace gw::testing
