// What changing a thread leaves in the audit stream.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "service/base/bytes.h"
#include "service/privacy/thread_key.h"
#include "service/store/redis/cluster.h"
#include "tests/redis/api/policy_calls.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Threads : public PolicyCalls {};

TEST_F(Threads, AreRecordedByTheirKeyAndNotByTheSitesText) {
  v1::UpdateThreadRequest request;
  request.set_site("daily");
  request.mutable_thread()->set_id("people/ann-example");
  request.mutable_thread()->set_state(v1::Thread::CLOSED);
  request.mutable_update_mask()->add_paths("state");
  Ask(*server_.sites, &v1::SiteService::Stub::UpdateThread, "operator",
      request);
  ConnectionOptions options;
  options.address = system_.redis.address();
  Cluster redis(std::move(options));
  ASSERT_TRUE(redis.WaitUntilConnected(absl::Seconds(10)).ok());
  const auto newest = redis.Call(
      "winnow:{daily}:",
      Command({"XREVRANGE", "winnow:{daily}:audit", "+", "-", "COUNT", "1"}),
      {});
  ASSERT_TRUE(newest.ok());
  ASSERT_EQ(newest->size(), 1u);
  const Reply& fields = (*newest)[0][1];
  const std::string record(fields[fields.size() - 1].text());
  EXPECT_THAT(record,
              AllOf(HasSubstr(absl::StrCat(
                        "threads/", ToHex(ThreadKey("people/ann-example")))),
                    Not(HasSubstr("ann"))));
}

}  // namespace
}  // namespace winnow
