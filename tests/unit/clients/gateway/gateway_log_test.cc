#include "clients/gateway/gateway_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace winnow {
namespace {

const absl::Time kTime = absl::FromUnixMillis(1700000000123);

TEST(GatewayLog, WritesARequestAsOneLineOfJson) {
  const std::string line =
      FormatRequestLine(kTime, {.id = "9f00000000000001",
                                .method = "POST",
                                .operation = "submit",
                                .site = "daily",
                                .status = 422,
                                .code = "invalid_fields",
                                .duration = absl::Microseconds(3100),
                                .bytes_in = 412,
                                .bytes_out = 903});
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["time"], "2023-11-14T22:13:20.123Z");
  EXPECT_EQ(json["status"], 422);
  EXPECT_EQ(json["ms"], 3.1);
  EXPECT_EQ(json["site"], "daily");
  EXPECT_FALSE(
      nlohmann::json::parse(FormatRequestLine(kTime, {})).contains("site"));
}

TEST(GatewayLog, KeepsAnEventOnOneLine) {
  const std::string line = FormatEventLine(kTime, "warning", "site_key_refused",
                                           {{"key_file", "/a\n\"\u202e\xff"}});
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_TRUE(nlohmann::json::accept(line));
  for (const char c : line) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
}

}  // namespace
}  // namespace winnow
