// The one table that says who may call what. A method that is not in it may be
// called by nobody.
//
// Health and reflection are not ours and need no key; they are not listed.
// Threads: constant data and pure functions.

#ifndef WINNOW_SERVICE_API_ACCESS_H_
#define WINNOW_SERVICE_API_ACCESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "service/api/call_limit.h"
#include "service/comment/principal.h"

namespace google::protobuf {
class Message;
class MethodDescriptor;
}  // namespace google::protobuf

namespace winnow {

// How a request says which site it is about.
enum class Scope : char {
  kCaller,     // about the caller; the answer covers what its key is for
  kAllSites,   // needs a key for all sites
  kSite,       // `field` holds a site's id
  kSiteOrOwn,  // the same; empty means the key's own site
  kName,       // `field` holds a resource name that begins `sites/SITE`
  kItems,      // each message of the stream has a site, checked one by one
  kKey,        // names an API key; the handler checks that key's site
};

struct Access {
  absl::string_view service;  // "winnow.v1.CommentService"
  absl::string_view method;   // "SubmitComment"
  absl::string_view field;    // path of the request's field: "site.name"
  Role role;                  // the least one; a greater one may too
  Scope scope;
  bool served;           // false: answers UNIMPLEMENTED for now
  bool reveals = false;  // also needs the permission kRevealEmailPermission
};

// Every method of every service of winnow.v1, in the order of the protos.
absl::Span<const Access> AccessTable();

// The method as gRPC names it: "/winnow.v1.CommentService/SubmitComment".
std::string PathOf(const Access& access);

// The row of a method by that name; null for one that is not listed.
const Access* FindAccess(absl::string_view path);

// What the proto says about a method.
const google::protobuf::MethodDescriptor& DescriptorOf(const Access& access);

// Who goes before it when there is too much to do.
CallClass ClassOf(const Access& access);

// The site a request is about; empty when its scope names none, or its field is
// left empty.
// Errors: InvalidArgument that names the field.
absl::StatusOr<absl::string_view> SiteOf(
    const Access& access, const google::protobuf::Message& request);

// Whether a principal may do something to a site.
// Errors: PermissionDenied, in the same words whether the site exists or not.
absl::Status CheckSite(const Principal& principal, absl::string_view site);

// Whether a principal may call a method at all. One that is limited to sections
// may call only methods that heed them.
// Errors: PermissionDenied.
absl::Status CheckRole(const Principal& principal, const Access& access);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_ACCESS_H_
