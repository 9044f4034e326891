#include "base/address.hpp"

#include "support/catch.hpp"

using namespace gw;

TEST_CASE("address: text is read and written back", "[base]") {
  struct Row {
    const char* text;
    const char* canonical;
  };
  for (const Row& row : {Row{"127.0.0.1:8080", "127.0.0.1:8080"}, Row{"[::1]:80", "[::1]:80"},
                         Row{":8080", "0.0.0.0:8080"}, Row{"[::ffff:10.0.0.1]:0", "10.0.0.1:0"},
                         Row{"[2001:DB8:0:0::1]:65535", "[2001:db8::1]:65535"}}) {
    CAPTURE(row.text);
    const auto address = parse_socket_address(row.text);
    REQUIRE(address);
    CHECK(to_string(*address) == row.canonical);
  }
}

TEST_CASE("address: what is not an address with a port is refused", "[base]") {
  for (const char* text :
       {"", "8080", "localhost:80", "::1:80", "[::1]", "[127.0.0.1]:80", "127.0.0.1:65536",
        "127.0.0.1:", "127.0.0.01:80", "1.2.3:80", "[fe80::1%eth0]:80", "127.0.0.1:+80"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_socket_address(text));
  }
}

TEST_CASE("address: an IP is written as RFC 5952 says", "[base]") {
  struct Row {
    const char* text;
    const char* canonical;
  };
  for (const Row& row :
       {Row{"::", "::"}, Row{"1::", "1::"}, Row{"::ffff:1.2.3.4", "1.2.3.4"},
        Row{"64:ff9b::1.2.3.4", "64:ff9b::102:304"}, Row{"1:0:0:2:0:0:0:3", "1:0:0:2::3"},
        Row{"1:0:0:2:3:0:0:4", "1::2:3:0:0:4"}, Row{"1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"},
        Row{"0001:00AB:0:0:0:0:0:0", "1:ab::"}, Row{"0:0:1:0:0:0:0:0", "0:0:1::"},
        Row{"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"}, Row{"255.255.255.255", "255.255.255.255"}}) {
    CAPTURE(row.text);
    const auto ip = parse_ip(row.text);
    REQUIRE(ip);
    CHECK(to_string(*ip) == row.canonical);
    CHECK(parse_ip(row.canonical) == ip);
    if (is_plain_ipv6(row.text)) CHECK(std::string_view(row.text) == row.canonical);
  }
  for (const char* text : {"",
                           ":",
                           ":::",
                           "1:",
                           ":1",
                           "1::2::3",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8::",
                           "12345::",
                           "g::",
                           "-1::",
                           "1.2.3.4::",
                           "::1.2.3",
                           "::1.2.3.4:5",
                           "1.2.3.4.5",
                           "1.2.3.256",
                           "1..2.3",
                           "1.2.3.4 ",
                           "fe80::1%0"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_ip(text));
    CHECK_FALSE(is_plain_ipv6(text));
  }
}

TEST_CASE("address: an IPv6 address is plain when it is written as it would be", "[base]") {
  for (const char* text : {"::", "::1", "1::", "2001:db8::1", "fe80::a:b", "1:2:3:4:5:6:7:8",
                           "1:2:3:4:5:6::", "::3:4:5:6:7:8", "1::f000"}) {
    CAPTURE(text);
    CHECK(is_plain_ipv6(text));
    CHECK(to_string(*parse_ip(text)) == text);
  }
  for (const char* text : {"2001:DB8::1", "2001:0db8::1", "2001:db8:0::1",
                           "1:2:3:4:5:6:7::", "::ffff:102:304", "::ffff:1.2.3.4", "1.2.3.4",
                           "[::1]", "[::1]:80", "example.com", "1::2:", ":1::2", "1:::2", "abc"}) {
    CAPTURE(text);
    CHECK_FALSE(is_plain_ipv6(text));
  }
}

TEST_CASE("address: a block contains by its leading bits", "[base]") {
  struct Row {
    const char* block;
    const char* address;
    bool inside;
  };
  for (const Row& row :
       {Row{"10.0.0.0/8", "10.255.0.1", true}, Row{"10.0.0.0/8", "11.0.0.0", false},
        Row{"192.168.4.0/23", "192.168.5.255", true}, Row{"192.168.4.0/23", "192.168.6.0", false},
        Row{"0.0.0.0/0", "8.8.8.8", true}, Row{"0.0.0.0/0", "::1", false},
        Row{"::/0", "8.8.8.8", true}, Row{"10.1.2.3", "10.1.2.3", true},
        Row{"10.1.2.3", "10.1.2.2", false}, Row{"fd00::/8", "fdff::1", true}}) {
    CAPTURE(row.block, row.address);
    CHECK(parse_cidr(row.block)->contains(*parse_ip(row.address)) == row.inside);
  }
  for (const char* text : {"10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "x/8"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_cidr(text));
  }
}

TEST_CASE("address: loopback and private ranges", "[base]") {
  for (const char* text : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
    CAPTURE(text);
    CHECK(is_loopback(*parse_ip(text)));
    CHECK_FALSE(is_private(*parse_ip(text)));
  }
  for (const char* text : {"10.0.0.1", "172.31.0.1", "192.168.0.1", "100.64.0.1", "fe80::1"}) {
    CAPTURE(text);
    CHECK(is_private(*parse_ip(text)));
  }
  for (const char* text : {"172.32.0.1", "100.128.0.1", "8.8.8.8", "2001:db8::1"}) {
    CAPTURE(text);
    CHECK_FALSE(is_private(*parse_ip(text)));
  }
}
