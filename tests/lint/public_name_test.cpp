#include "lint/public_name.hpp"

#include "support/catch.hpp"

namespace gw::lint {

TEST_CASE("public names end in a top-level domain", "[lint]") {
  for (const char* host :
       {"example.com", "api.partner.example", "www.gov.uk", "shop.xn--p1ai", "internal.example.com",
        "orders.dev", "orders.app", "x.cloud", "example.com.", "1.0.0.127.in-addr.arpa",
        "users.aaa", "store-0.store", "users.zuerich"}) {
    CAPTURE(host);
    CHECK(is_public_name(host));
  }
}

TEST_CASE("public names are none of those that somebody made up for a network", "[lint]") {
  for (const char* host : {"orders",
                           "localhost",
                           "users.prod",
                           "users.default",
                           "users-0.users",
                           "orders.staging",
                           "x.docker",
                           "x.priv",
                           "orders.prod.svc",
                           "orders.prod.svc.cluster.local",
                           "shop.internal",
                           "nas.lan",
                           "nas.home.arpa",
                           "db.corp",
                           "orders.service.consul",
                           "a.test",
                           "a.invalid",
                           "shop.cluster1",
                           "shop.k8",
                           "com",
                           "com."}) {
    CAPTURE(host);
    CHECK_FALSE(is_public_name(host));
  }
}

}  // namespace gw::lint
