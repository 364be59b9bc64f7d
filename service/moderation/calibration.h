// What the machine said of comments against what people decided, by bands of a
// score and by groups of comments: is it as sure as it says, and does it hold
// some people's comments, or comments about some people, more often?
//
// Of what people judged, only comments count that the policy held and blind
// samples: those that somebody complained of are not like the others. Read from
// the comments that are there; what retention took is not in it.
//
// Blocks; one thread at a time for each object.
#ifndef WINNOW_SERVICE_MODERATION_CALIBRATION_H_
#define WINNOW_SERVICE_MODERATION_CALIBRATION_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/comment/comment.h"
#include "service/store/comment_store.h"

namespace winnow {

enum class GroupedBy { kNothing, kLanguage, kSection, kAuthor, kIdentityTerm };

inline constexpr int kBands = 10;
// Comments that one answer looks at, and groups that it has, at most.
inline constexpr int64_t kCalibratedMax = 100'000;
inline constexpr size_t kGroupsMax = 50;

// Comments whose score lies in a band.
struct BandCount {
  double sum = 0;  // of the scores
  int64_t judged = 0;
  int64_t refused = 0;
  int64_t held = 0;  // by the policy
};

struct GroupCount {
  int64_t comments = 0;
  int64_t held = 0;           // by the policy
  int64_t held_judged = 0;    // of these, judged by a person
  int64_t held_approved = 0;  // and approved
  int64_t sampled = 0;        // automatic decisions that a person judged blind
  int64_t sampled_wrong = 0;  // and decided otherwise
};

struct Calibration {
  // By score and group; the group is empty without a grouping.
  std::map<std::pair<std::string, std::string>, std::array<BandCount, kBands>>
      bands;
  GroupCount total;
  std::map<std::string, GroupCount> groups;
  int64_t examined = 0;
  bool complete = true;  // false: there are older ones in the time asked for
};

struct CalibrationRequest {
  std::string site;
  absl::Time start;  // inclusive, of when they were made
  absl::Time end;    // exclusive
  GroupedBy by = GroupedBy::kNothing;
  std::string score;  // empty: all
};

// Reads and counts, newest comments first.
// Cost: a call of the store for each 100 comments: 1 s for all, or so.
absl::StatusOr<Calibration> ReadCalibration(CommentStore& store,
                                            const CalibrationRequest& request);

// The groups a comment belongs to.
std::vector<std::string> GroupsOf(const StoredComment& stored, GroupedBy by);

// Adds one comment.
void AddComment(const StoredComment& stored, const CalibrationRequest& request,
                Calibration& calibration);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_CALIBRATION_H_
