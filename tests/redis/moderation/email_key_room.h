// A newsroom whose addresses get a new key.
#ifndef WINNOW_TESTS_REDIS_MODERATION_EMAIL_KEY_ROOM_H_
#define WINNOW_TESTS_REDIS_MODERATION_EMAIL_KEY_ROOM_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/intake/open_email.h"
#include "service/moderation/email_key_rotation.h"
#include "service/privacy/site_keys.h"
#include "service/store/redis/redis_seal_store.h"
#include "tests/redis/moderation/own_comments_room.h"

namespace winnow {

class EmailKeyRoom : public OwnCommentsTest {
 protected:
  EmailKeyRotation RotationOf(LiveSites& sites) {
    return EmailKeyRotation(*room_.sites, seals_, sites, *room_.master,
                            RealClock(), SystemRandom());
  }

  // Rotates to the end; the last answer.
  EmailKeyProgress Rotate() {
    auto progress = rotation_.Begin(room_.site, room_.moderator());
    EXPECT_THAT(progress, IsOk());
    return GoOn();
  }
  EmailKeyProgress GoOn() {
    while (true) {
      const auto progress = rotation_.GoOn(room_.site, room_.moderator());
      EXPECT_THAT(progress, IsOk());
      if (!progress.ok() || progress->remaining == 0) {
        return progress.value_or(EmailKeyProgress());
      }
    }
  }

  // Adds the next key as Begin() does, and takes no step.
  SealRotation OnlyBegin() {
    WrappedKeys wrapped = room_.sites->Get(room_.site)->wrapped_keys;
    NextSealKey next;
    next.newest_name = EmailKeyName(NewestEmailKey(wrapped));
    EXPECT_THAT(AddEmailKey(*room_.master, room_.site, SystemRandom(), wrapped),
                IsOk());
    next.id = NewestEmailKey(wrapped);
    next.name = EmailKeyName(next.id);
    next.wrapped = wrapped[next.name];
    next.digest = std::string(32, 'd');
    EXPECT_THAT(seals_.Begin(room_.site, next), IsOk());
    return *seals_.Get(room_.site);
  }

  std::string SealOf(const Submitted& about) {
    return std::string(
        room_
            .Redis({"HGET", absl::StrCat("…private:", about.comment.id.Bytes()),
                    "email"})
            .text());
  }
  int KeyOf(const Submitted& about) {
    return SiteKeys::EmailKeyIdOf({SealOf(about)});
  }

  std::vector<std::string> EmailKeys() {
    std::vector<std::string> names;
    const auto record = room_.sites->Get(room_.site);
    for (const auto& [name, blob] : record->wrapped_keys) {
      if (name.starts_with("email.")) names.push_back(name);
    }
    return names;
  }

  std::string Opened(LiveSites& sites, const StoredComment& stored) {
    const auto email = OpenEmail(sites, *room_.store, room_.site, stored);
    EXPECT_THAT(email, IsOk());
    return email.ok() ? std::string(email->Reveal()) : "";
  }

  Submission From(const std::string& email, const std::string& body) {
    Submission submission = room_.CommentOf(body);
    submission.email = email;
    return submission;
  }

  RedisSealStore seals_ = RedisSealStore(*room_.redis);
  EmailKeyRotation rotation_ = RotationOf(*room_.live);
};

}  // namespace winnow

#endif  // WINNOW_TESTS_REDIS_MODERATION_EMAIL_KEY_ROOM_H_
