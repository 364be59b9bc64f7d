#include "clients/gateway/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "clients/gateway/openapi.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Routes, AreThoseOfTheOpenApiFile) {
  const auto file = nlohmann::json::parse(*OpenApiFile());
  std::set<std::pair<std::string, std::string>> described;
  for (const auto& [path, item] : file["paths"].items()) {
    for (const auto& [method, operation] : item.items()) {
      if (method == "parameters") continue;
      described.emplace(absl::AsciiStrToUpper(method), path);
    }
  }
  std::set<std::pair<std::string, std::string>> served;
  for (const Route& route : Routes()) {
    if (route.foreign) continue;
    served.emplace(std::string(route.method), std::string(route.path));
  }
  EXPECT_EQ(served, described);
}

TEST(Routes, OfTheOpenApiFileReferToWhatItHas) {
  const std::string text = *OpenApiFile();
  const auto file = nlohmann::json::parse(text);
  const std::string mark = "\"$ref\": \"#";
  int references = 0;
  for (size_t at = text.find(mark); at != std::string::npos;
       at = text.find(mark, at + 1)) {
    const size_t begin = at + mark.size();
    const std::string place = text.substr(begin, text.find('"', begin) - begin);
    EXPECT_TRUE(file.contains(nlohmann::json::json_pointer(place))) << place;
    ++references;
  }
  EXPECT_GT(references, 20);
}

TEST(Routes, AreFoundByMethodAndPath) {
  const RouteMatch list =
      FindRoute("GET", {"v1", "sites", "daily", "comments"});
  ASSERT_NE(list.route, nullptr);
  EXPECT_EQ(list.route->operation, Operation::kList);
  EXPECT_EQ(list.site, "daily");
  EXPECT_EQ(FindRoute("HEAD", {"healthz"}).route->operation,
            Operation::kHealth);

  const RouteMatch wrong_method =
      FindRoute("DELETE", {"v1", "sites", "daily", "comments", "7"});
  EXPECT_EQ(wrong_method.route, nullptr);
  EXPECT_EQ(wrong_method.comment, "7");
  EXPECT_THAT(wrong_method.allowed, ElementsAre("PATCH"));

  EXPECT_THAT(FindRoute("GET", {"v1", "sites"}).allowed, IsEmpty());
  EXPECT_EQ(FindRoute("GET", {}).route->operation, Operation::kSample);
  EXPECT_THAT(FindRoute("get", {"healthz"}).route, nullptr);
}

}  // namespace
}  // namespace winnow
