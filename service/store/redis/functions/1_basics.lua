-- Every change Winnow makes in Redis, each atomic. The format of every key is
-- in service/docs/redis.md.
--
-- keys[1] is always the site's prefix, "winnow:{SITE}:". Every key built from
-- it carries the same hash tag and so lives in the same slot; naming thirteen
-- keys of forty bytes in each call would cost more to parse than to use.
-- Time is Redis' own (TIME), so that all copies of winnowd share one clock.
-- Numbers are decimal text, ids and hashes are binary.

local DUP_WINDOW_MS = 12 * 3600 * 1000
local DUP_WINDOWS = 5          -- the running one and 48 hours before it
local OWN_WINDOWS = 3          -- the running one and 24 hours before it
local OWN_MS = 24 * 3600 * 1000
local DUP_SECONDS = 60 * 3600
local DUP_FIELDS_MAX = 400000  -- a window that is full learns nothing more
local RACE_MS = 60000          -- gather and commit are never further apart
local DUP_CANDIDATES_MAX = 4
local AGREEMENT_MIN = 17       -- of 32 min-hashes: more than half
local CHUNK_MAX = 100          -- comments one call may touch
local HISTORY_MAX = 200        -- audit references kept with a comment

local INDEX = {H = 'held', A = 'approved', R = 'rejected', S = 'spam',
               W = 'withdrawn'}
local STATE_EVENT = {H = 'h', R = 'r', S = 's'}
-- Approved, held, rejected and spam comments; first and last one's time; the
-- mark of 3_commit.
local AUTHOR_FIELDS = {'a', 'h', 'r', 's', 'f', 'l', 'w'}

-- Slower threads are not hot (kBusyThreadPerMinute).
local BUSY_PER_MINUTE = 10
local HOUR_MS = 3600000
local HOT_SECONDS = 24 * 3600  -- far longer than any thread stays hot

-- redis.call is not there yet while the library loads.
local call
call = function(...)
  call = redis.call
  return call(...)
end

local function now_ms()
  local t = call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
