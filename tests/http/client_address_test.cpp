#include "http/client_address.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace gw;
using namespace gw::http;

namespace {

// The client by X-Forwarded-For fields of these values, in order.
std::string client_by(const std::vector<std::string>& values) {
  const std::vector<Cidr> trusted{*parse_cidr("10.0.0.0/8"), *parse_cidr("fd00::1")};
  std::vector<http::Field> fields{{"X-Other", "1.1.1.1"}};
  for (const std::string& value : values) fields.push_back({"x-forwarded-For", value});
  const auto client = forwarded_client(fields, trusted);
  return client ? to_string(*client) : "none";
}

}  // namespace

TEST_CASE("client_address: the last one that no trusted proxy has", "[http]") {
  struct Row {
    std::vector<std::string> values;
    const char* client;
  };
  for (const Row& row : std::initializer_list<Row>{
           {{}, "none"},
           {{""}, "none"},
           {{"unknown"}, "none"},
           {{"192.0.2.1"}, "192.0.2.1"},
           {{"203.0.113.9, 192.0.2.1"}, "192.0.2.1"},  // what the client itself claimed
           {{"203.0.113.9, 192.0.2.1, 10.1.2.3,fd00::1"}, "192.0.2.1"},
           {{"203.0.113.9", "192.0.2.1", "10.1.2.3"}, "192.0.2.1"},
           {{"10.0.0.2, 10.0.0.3"}, "10.0.0.2"},
           {{"192.0.2.1, evil, 10.0.0.3"}, "10.0.0.3"},  // nobody vouches for what is before
           {{" , 192.0.2.1 , "}, "192.0.2.1"},
           {{"192.0.2.1:4711"}, "192.0.2.1"},
           {{"[2001:DB8::1]:4711"}, "2001:db8::1"},
           {{"2001:db8::1"}, "2001:db8::1"},
           {{"::ffff:192.0.2.1"}, "192.0.2.1"},
           {{":80"}, "none"},
           {{"010.0.0.1"}, "none"}}) {
    CAPTURE(row.values);
    CHECK(client_by(row.values) == row.client);
  }
}
