// Every RPC with every role and with none, against a serving winnowd.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "service/api/access.h"
#include "tests/redis/api/running_server.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using grpc::StatusCode;

void SetText(Message& message, std::string path, const std::string& text) {
  const size_t dot = path.find('.');
  const auto* field =
      message.GetDescriptor()->FindFieldByName(path.substr(0, dot));
  ASSERT_NE(field, nullptr) << path;
  const auto* reflection = message.GetReflection();
  if (dot == std::string::npos) {
    reflection->SetString(&message, field, text);
  } else {
    SetText(*reflection->MutableMessage(&message, field), path.substr(dot + 1),
            text);
  }
}

// A request about the site daily that is otherwise empty, so that who may call
// is told that it is invalid.
std::unique_ptr<Message> RequestFor(const Access& row) {
  const MethodDescriptor& method = DescriptorOf(row);
  std::unique_ptr<Message> request(MessageFactory::generated_factory()
                                       ->GetPrototype(method.input_type())
                                       ->New());
  switch (row.scope) {
    case Scope::kSite:
    case Scope::kSiteOrOwn:
    case Scope::kItems:
      SetText(*request, std::string(row.field), "daily");
      break;
    case Scope::kName:
      SetText(*request, std::string(row.field), "sites/daily/things/x");
      break;
    case Scope::kKey:
      SetText(*request, std::string(row.field), "keys/unknown");
      break;
    case Scope::kCaller:
    case Scope::kAllSites:
      break;
  }
  // Or the feed and the queue would wait for what happens, and a whole site's
  // history be asked for.
  for (const char* field : {"cursor", "comment_name", "filter"}) {
    if (request->GetDescriptor()->FindFieldByName(field) != nullptr) {
      SetText(*request, field, "no such thing");
    }
  }
  return request;
}

// The code of an item's error, or of the call.
int CodeOf(const grpc::Status& status, const MethodDescriptor& method,
           const grpc::ByteBuffer& answer) {
  if (!status.ok() || !answer.Valid()) return status.error_code();
  std::vector<grpc::Slice> slices;
  std::string bytes;
  EXPECT_TRUE(answer.Dump(&slices).ok());
  for (const auto& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  std::unique_ptr<Message> message(MessageFactory::generated_factory()
                                       ->GetPrototype(method.output_type())
                                       ->New());
  EXPECT_TRUE(message->ParseFromString(bytes));
  const auto* error = message->GetDescriptor()->FindFieldByName("error");
  if (error == nullptr ||
      !message->GetReflection()->HasField(*message, error)) {
    return 0;
  }
  const Message& item = message->GetReflection()->GetMessage(*message, error);
  return item.GetReflection()->GetInt32(
      item, item.GetDescriptor()->FindFieldByName("code"));
}

// Makes one call, of whatever kind, with one request, and returns its code.
int Call(grpc::GenericStub& stub, const Access& row, const std::string& key) {
  const MethodDescriptor& method = DescriptorOf(row);
  grpc::ClientContext context;
  Authorize(key, context);
  grpc::CompletionQueue queue;
  const auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue.Next(&tag, &ok));
    return ok;
  };
  auto call = stub.PrepareCall(&context, PathOf(row), &queue);
  call->StartCall(nullptr);
  wait();
  const std::string bytes = RequestFor(row)->SerializeAsString();
  const grpc::Slice slice(bytes);
  call->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
  wait();
  grpc::ByteBuffer first, answer;
  while (true) {
    call->Read(&answer, nullptr);
    if (!wait()) break;
    if (!first.Valid()) first.Swap(&answer);
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  wait();
  queue.Shutdown();
  return CodeOf(status, method, first);
}

struct Person {
  std::string name;  // of RunningServer::keys
  Role role;
  std::string site;
  bool limited = false;  // to a section
  bool reveals = false;  // may see addresses
};

const std::vector<Person> kPeople = {
    {"site", Role::kSite, "daily"},
    {"moderator", Role::kModerator, "daily"},
    {"operator", Role::kOperator, "daily"},
    {"other site", Role::kSite, "weekly"},
    {"other moderator", Role::kModerator, "weekly"},
    {"other operator", Role::kOperator, "weekly"},
    {"all", Role::kOperator, "*"},
    {"section moderator", Role::kModerator, "daily", true},
    {"revealing moderator", Role::kModerator, "daily", false, true},
    {"revealing operator", Role::kOperator, "daily", false, true},
};

int RankOf(Role role) {
  return role == Role::kSite ? 1 : role == Role::kModerator ? 2 : 3;
}

bool MayCall(const Access& row, const Person& person) {
  if (RankOf(person.role) < RankOf(row.role)) return false;
  if (!person.reveals &&
      (row.method == "RevealEmail" || row.method == "ExportAuthor")) {
    return false;
  }
  if (person.limited &&
      (row.method == "CreateBan" || row.method == "DeleteBan" ||
       row.method == "ListBans" || row.method == "VerifyQueue" ||
       row.method == "GetRuleStats" || row.method == "GetCalibration")) {
    return false;
  }
  if (person.limited && row.service != "winnow.v1.ModerationService" &&
      row.method != "WhoAmI" && row.method != "GetSite" &&
      row.method != "GetSystemStatus") {
    return false;
  }
  switch (row.scope) {
    case Scope::kAllSites:
      return person.site == "*";
    case Scope::kCaller:
    case Scope::kKey:  // which keys, the next test says
      return true;
    case Scope::kItems:
      // Refused before an item could be looked at.
      if (!row.served) return true;
      [[fallthrough]];
    default:
      if (!row.served && DescriptorOf(row).client_streaming()) return true;
      return person.site == "daily" || person.site == "*";
  }
}

class AccessTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { running_ = new RunningServer; }
  static void TearDownTestSuite() {
    delete running_;
    running_ = nullptr;
  }
  static RunningServer* running_;
};
RunningServer* AccessTest::running_ = nullptr;

// With a server of its own, because a peer that fails often is told to wait.
TEST(AccessWithoutKey, LetsNobodyIn) {
  RunningServer running;
  grpc::GenericStub stub(running.channel);
  for (const std::string key :
       {"", "AAAAAAAAAAAA", "wk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "not a key"}) {
    for (const Access& row : AccessTable()) {
      const int code = Call(stub, row, key);
      EXPECT_TRUE(code == StatusCode::UNAUTHENTICATED ||
                  code == StatusCode::RESOURCE_EXHAUSTED)
          << PathOf(row) << " answers " << code << " to \"" << key << "\"";
    }
  }
}

TEST_F(AccessTest, LetsEachRoleIntoItsOwnCallsAndSiteOnly) {
  grpc::GenericStub stub(running_->channel);
  for (const Person& person : kPeople) {
    for (const Access& row : AccessTable()) {
      const int code = Call(stub, row, running_->keys[person.name]);
      const std::string what = PathOf(row) + " by " + person.name;
      if (!MayCall(row, person)) {
        EXPECT_EQ(code, StatusCode::PERMISSION_DENIED) << what;
      } else if (!row.served) {
        EXPECT_EQ(code, StatusCode::UNIMPLEMENTED) << what;
      } else {
        EXPECT_NE(code, StatusCode::PERMISSION_DENIED) << what;
        EXPECT_NE(code, StatusCode::UNAUTHENTICATED) << what;
        EXPECT_NE(code, StatusCode::UNIMPLEMENTED) << what;
        EXPECT_NE(code, StatusCode::INTERNAL) << what;
        EXPECT_NE(code, StatusCode::UNKNOWN) << what;
      }
    }
  }
}

TEST_F(AccessTest, ShowsAKeyToItsSitesOperatorsOnly) {
  const auto stub = v1::SiteService::NewStub(running_->channel);
  v1::CreateKeyRequest create;
  create.mutable_key()->set_display_name("shop");
  create.mutable_key()->set_role(v1::ApiKey::SITE);
  create.mutable_key()->set_site("daily");
  v1::CreateKeyResponse created;
  {
    grpc::ClientContext context;
    Authorize(running_->keys["operator"], context);
    ASSERT_TRUE(stub->CreateKey(&context, create, &created).ok());
  }
  v1::RevokeKeyRequest revoke;
  revoke.set_name(created.key().name());
  v1::ApiKey key;
  {
    grpc::ClientContext context;
    Authorize(running_->keys["other operator"], context);
    EXPECT_EQ(stub->RevokeKey(&context, revoke, &key).error_code(),
              StatusCode::NOT_FOUND);
  }
  v1::WhoAmIResponse me;
  {
    grpc::ClientContext context;
    Authorize(created.secret(), context);
    EXPECT_TRUE(stub->WhoAmI(&context, {}, &me).ok());
    EXPECT_EQ(me.key().display_name(), "shop");
  }
  {
    grpc::ClientContext context;
    Authorize(running_->keys["operator"], context);
    EXPECT_TRUE(stub->RevokeKey(&context, revoke, &key).ok());
    EXPECT_TRUE(key.has_revoke_time());
  }
  grpc::ClientContext context;
  Authorize(created.secret(), context);
  EXPECT_EQ(stub->WhoAmI(&context, {}, &me).error_code(),
            StatusCode::UNAUTHENTICATED);
}

TEST_F(AccessTest, StopsARevokedKeyOnEveryServer) {
  RunningServer::Second second = running_->StartSecond();
  const auto here = v1::SiteService::NewStub(running_->channel);
  const auto there = v1::SiteService::NewStub(second.channel);
  v1::CreateKeyRequest create;
  create.mutable_key()->set_display_name("shop");
  create.mutable_key()->set_role(v1::ApiKey::MODERATOR);
  create.mutable_key()->set_site("daily");
  v1::CreateKeyResponse created;
  grpc::ClientContext creating;
  Authorize(running_->keys["all"], creating);
  ASSERT_TRUE(here->CreateKey(&creating, create, &created).ok());
  // Asked again and again, because it may take half a second to get around.
  const auto becomes = [&](bool valid) {
    const absl::Time deadline = absl::Now() + absl::Seconds(10);
    while (absl::Now() < deadline) {
      grpc::ClientContext context;
      Authorize(created.secret(), context);
      v1::WhoAmIResponse me;
      if (there->WhoAmI(&context, {}, &me).ok() == valid) return true;
    }
    return false;
  };
  EXPECT_TRUE(becomes(true));
  grpc::ClientContext revoking;
  Authorize(running_->keys["all"], revoking);
  v1::RevokeKeyRequest revoke;
  revoke.set_name(created.key().name());
  v1::ApiKey key;
  ASSERT_TRUE(here->RevokeKey(&revoking, revoke, &key).ok());
  EXPECT_TRUE(becomes(false));
}

}  // namespace
}  // namespace winnow
