#include "clients/gateway/calls.h"

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/busy_status.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

constexpr char kList[] = "/v1/sites/daily/comments?thread_id=bridge";

TEST(Calls, OfWhoGuessesKeysAreSlowed) {
  ApiRoom room;
  room.winnowd.Answer({grpc::StatusCode::UNAUTHENTICATED, "unknown key"});
  std::vector<int> statuses;
  for (int i = 0; i < 12; ++i) {
    statuses.push_back(
        room.Send("GET", kList, "", {.authorization = "Bearer WrongKey0001"})
            .status);
  }
  EXPECT_EQ(statuses.front(), 401);
  EXPECT_EQ(statuses.back(), 429);
  // The gateway's own key is another matter.
  EXPECT_EQ(room.Send("GET", kList).status, 503);
  // From elsewhere winnowd refuses further ones in other words.
  room.peer = "203.0.113.9";
  room.winnowd.Answer({grpc::StatusCode::RESOURCE_EXHAUSTED, "too many"});
  const int before = room.winnowd.lists();
  for (int i = 0; i < 20; ++i) {
    room.Send("GET", kList, "", {.authorization = "Bearer WrongKey0001"});
  }
  EXPECT_LT(room.winnowd.lists(), before + 15);
}

TEST(Calls, WithUnknownKeysAreFewAtOnce) {
  ApiRoom room;
  room.winnowd.Hold(true);
  room.winnowd.Answer({grpc::StatusCode::UNAUTHENTICATED, "unknown key"});
  std::vector<std::future<HttpAnswer>> answers;
  for (int i = 0; i < 30; ++i) {
    answers.push_back(room.Begin(
        "GET", kList, "",
        {.authorization = absl::StrCat("Bearer WrongKey", 1000 + i)}));
  }
  room.winnowd.Hold(false);
  for (auto& answer : answers) answer.wait();
  EXPECT_LT(room.winnowd.lists(), 15);
}

TEST(Calls, WithGoodKeysGoOnAmongBadOnes) {
  ApiRoom room;
  const auto send = [&](const std::string& key) {
    return room.Send("GET", kList, "", {.authorization = "Bearer " + key})
        .status;
  };
  EXPECT_EQ(send("BackendsKey1"), 200);
  room.winnowd.Answer({grpc::StatusCode::UNAUTHENTICATED, "unknown key"});
  for (int i = 0; i < 12; ++i) send("WrongKey0001");
  room.winnowd.Answer(grpc::Status::OK);
  EXPECT_EQ(send("WrongKey0001"), 429);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(send("BackendsKey1"), 200) << i;
  // Mistakes that are no key's cost nothing.
  room.peer = "203.0.113.9";
  room.winnowd.Answer({grpc::StatusCode::NOT_FOUND, "no such thread"});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(send("SecondsKey01"), 404) << i;
  // A key that was revoked is an unknown one.
  room.winnowd.Answer({grpc::StatusCode::UNAUTHENTICATED, "unknown key"});
  for (int i = 0; i < 20; ++i) send("BackendsKey1");
  EXPECT_EQ(send("BackendsKey1"), 429);
}

TEST(Calls, OfABusyWinnowdCostNoKeyItsNextOnes) {
  ApiRoom room;
  room.winnowd.Answer(BusyStatus());
  for (int i = 0; i < 20; ++i) {
    const HttpAnswer answer =
        room.Send("GET", kList, "", {.authorization = "Bearer BackendsKey1"});
    EXPECT_EQ(answer.status, 503) << i;
    EXPECT_NE(HeaderOf(answer, "Retry-After"), "") << i;
  }
}

TEST(Calls, LeaveOutATraceThatIsNone) {
  ApiRoom room;
  EXPECT_EQ(room.Send("GET", kList, "",
                      {.authorization = "Bearer BackendsKey1",
                       .traceparent = "a trace"})
                .status,
            200);
}

TEST(Calls, AreFoundInTheLogOfWinnowdByTheRequestsId) {
  ApiRoom room;
  const std::string strange =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const HttpAnswer answer =
      room.Send("GET", kList, "", {.traceparent = strange});
  const std::string id = HeaderOf(answer, "X-Request-Id");
  EXPECT_EQ(room.winnowd.traceparent(),
            absl::StrCat("00-", id, "-", id.substr(0, 16), "-00"));

  room.Send("GET", kList, "",
            {.authorization = "Bearer BackendsKey1", .traceparent = strange});
  EXPECT_EQ(room.winnowd.traceparent(), strange);
}

}  // namespace
}  // namespace winnow
