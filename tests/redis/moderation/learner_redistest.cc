// The Learner itself: who waits for whom, what it counts, what it passes over.
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/base/random.h"
#include "service/moderation/learner.h"
#include "service/moderation/lessons.h"
#include "tests/redis/moderation/learning_room.h"

namespace winnow {
namespace {

constexpr char kOther[] = "weekly";

// The real store; one site's can be made to take as long as a test likes, and
// to take no adapters.
class SlowStore final : public AdapterStore {
 public:
  explicit SlowStore(AdapterStore& store) : store_(store) {}

  void Stop(const std::string& site) {
    const std::lock_guard lock(mutex_);
    stopped_ = site;
  }
  void GoOn() {
    const std::lock_guard lock(mutex_);
    stopped_.clear();
    changed_.notify_all();
  }
  void AwaitACaller() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }
  void RefuseWrites(bool refuse) {
    const std::lock_guard lock(mutex_);
    refuses_ = refuse;
  }

  absl::StatusOr<StoredAdapter> Read(const std::string& site,
                                     const std::string& model, int64_t known,
                                     int lessons_max) override {
    std::unique_lock lock(mutex_);
    if (stopped_ == site) {
      ++waiting_;
      changed_.notify_all();
      changed_.wait(lock, [&] { return stopped_ != site; });
      --waiting_;
    }
    lock.unlock();
    return store_.Read(site, model, known, lessons_max);
  }
  absl::StatusOr<int64_t> Write(const std::string& site,
                                const std::string& model, int64_t known,
                                absl::string_view bytes,
                                const std::string& cursor) override {
    {
      const std::lock_guard lock(mutex_);
      if (refuses_) return absl::InternalError("a test refuses");
    }
    return store_.Write(site, model, known, bytes, cursor);
  }
  absl::Status AddFeedback(const std::string& site, const std::string& request,
                           const std::string& content,
                           const std::string& lesson) override {
    return store_.AddFeedback(site, request, content, lesson);
  }
  absl::StatusOr<int64_t> Reset(const std::string& site,
                                const std::string& model,
                                const std::string& digest,
                                const std::string& record) override {
    return store_.Reset(site, model, digest, record);
  }

 private:
  AdapterStore& store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string stopped_;  // Guarded by mutex_, as all below.
  bool refuses_ = false;
  int waiting_ = 0;
};

class LearnerTest : public LearningTest {
 protected:
  void AddOtherSite() {
    SiteRecord record;
    record.id = kOther;
    record.fields = {{"title", "The Weekly"}, {"policy-revision", "1"}};
    record.wrapped_keys = CreateSiteKeys(*room_.master, kOther, SystemRandom());
    ASSERT_TRUE(room_.sites->Create(record).ok());
  }

  // Whether a call that another thread makes ends while this one waits.
  static bool Ends(const std::function<bool()>& call) {
    auto done = std::make_shared<std::promise<bool>>();
    auto ended = done->get_future();
    std::thread([done, call] { done->set_value(call()); }).detach();
    return ended.wait_for(std::chrono::seconds(20)) ==
               std::future_status::ready &&
           ended.get();
  }

  SlowStore slow_{*room_.adapters};
};

TEST_F(LearnerTest, OneSlowSiteHoldsUpNoOther) {
  AddOtherSite();
  Server server(room_, slow_);
  ASSERT_TRUE(server.learner.Newest(kOther).ok());
  slow_.Stop(kOther);
  auto newest = std::async(std::launch::async, [&server] {
    return server.learner.Newest(kOther).ok();
  });
  slow_.AwaitACaller();
  Teach(1);
  EXPECT_TRUE(Ends([&] {
    const auto taught = server.learner.Newest(room_.site);
    return taught.ok() && Spam(*taught->adapter).bad == 1;
  })) << "another site's adapter";
  EXPECT_TRUE(Ends([&] { return server.learner.Latest(room_.site).ok(); }));
  EXPECT_TRUE(Ends([&] { return server.learner.Latest(kOther).ok(); }))
      << "what is known of the slow one";
  slow_.GoOn();
  EXPECT_TRUE(newest.get());
}

TEST_F(LearnerTest, TheLatestIsAskedForWithoutLearning) {
  slow_.RefuseWrites(true);
  Server server(room_, slow_);
  Teach(1);
  for (int i = 0; i < 2; ++i) {
    const auto latest = server.learner.Latest(room_.site);
    ASSERT_TRUE(latest.ok()) << latest.status();
    EXPECT_EQ(Spam(*latest->adapter).bad, 0);
  }
  EXPECT_EQ(Waiting(), 2);
  slow_.RefuseWrites(false);
  ASSERT_TRUE(server.learner.Newest(room_.site).ok());
  EXPECT_EQ(Spam(*server.learner.Latest(room_.site)->adapter).bad, 1);
}

TEST_F(LearnerTest, TheLatestOfAnAdapterThatIsOffIsWhatIsStored) {
  Server server(room_);
  Teach(2);
  Learned(server);
  SetMode(AdapterMode::kOff);
  server.Site(room_);
  EXPECT_EQ(Spam(*server.learner.Latest(room_.site)->adapter).bad, 2);
  ASSERT_TRUE(
      room_.adapters
          ->Reset(room_.site, Unsure().model().revision(), "digest", "record")
          .ok());
  EXPECT_EQ(Spam(*server.learner.Latest(room_.site)->adapter).bad, 0);
}

TEST_F(LearnerTest, CountsWhatIsLearnedOnceItIsWritten) {
  slow_.RefuseWrites(true);
  Server server(room_, slow_);
  const std::string learned = "winnow_lessons_total{outcome=\"learned\"} ";
  Teach(1);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(server.learner.Newest(room_.site).ok());
  }
  EXPECT_TRUE(
      absl::StrContains(server.metrics.Expose(), absl::StrCat(learned, "0")));
  slow_.RefuseWrites(false);
  ASSERT_TRUE(server.learner.Newest(room_.site).ok());
  EXPECT_TRUE(
      absl::StrContains(server.metrics.Expose(), absl::StrCat(learned, "2")));
}

TEST_F(LearnerTest, ALessonThatCannotBeReadHoldsUpNoOther) {
  Server server(room_);
  room_.Redis({"XADD", "…learn", "*", "l", "garbage"});
  Teach(1);
  EXPECT_EQ(Spam(*Learned(server)).bad, 1);
  EXPECT_EQ(Learned(server)->state().passed_over, 1);
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(LearnerTest, FeedbackTeachesOnceForARequest) {
  Server server(room_);
  StoredLesson lesson;
  lesson.lesson.teacher = 5;
  lesson.lesson.labels[kSpamHead] = 1;
  lesson.text = LessonText{
      .buckets = {1, 2, 3}, .marks = {4}, .probability = {0.25F, kNoLabel}};
  lesson.model_revision = Unsure().model().revision();
  const std::string bytes = EncodeLesson(lesson);
  const std::string request(16, 'r');
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(
        room_.adapters
            ->AddFeedback(room_.site, request, std::string(16, 'c'), bytes)
            .ok());
  }
  EXPECT_EQ(room_.adapters
                ->AddFeedback(room_.site, request, std::string(16, 'd'), bytes)
                .code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Spam(*Learned(server)).bad, 1);
}

TEST_F(LearnerTest, HashesOfAnotherModelAreCountedAndNotLearned) {
  Server server(room_);
  StoredLesson lesson;
  lesson.lesson.labels[kSpamHead] = 1;
  lesson.text = LessonText{
      .buckets = {1, 2, 3}, .marks = {4}, .probability = {0.25F, kNoLabel}};
  const auto add = [&](const std::string& model, uint32_t features) {
    lesson.model_revision = model;
    lesson.feature_version = features;
    ASSERT_TRUE(room_.adapters
                    ->AddFeedback(room_.site, "", std::string(16, 'c'),
                                  EncodeLesson(lesson))
                    .ok());
  };
  add("ffffffff", kFeatureVersion);
  add(Unsure().model().revision(), kFeatureVersion + 1);
  const auto adapter = Learned(server);
  EXPECT_EQ(adapter->state().table,
            Adapter(Unsure().model().revision()).state().table);
  EXPECT_EQ(Spam(*adapter).bad, 0);
  EXPECT_EQ(adapter->state().passed_over, 2);
  EXPECT_EQ(Waiting(), 0);
  add(Unsure().model().revision(), kFeatureVersion);
  EXPECT_EQ(Spam(*Learned(server)).bad, 1);
}

}  // namespace
}  // namespace winnow
