-- How things are, for `winnow status` and those who watch metrics.

local status = {}

do

local DAY_MS = 24 * HOUR_MS
local ENTRIES_MAX = 1000  -- of a feed that one call counts
local SAMPLES_MAX = 7 * 24
-- The flag of a subscription that is sent an event of this type, where not every
-- reader of a feed is.
local FLAG_OF = {h = 's', r = 's', s = 's', q = 'q'}

-- What a subscription with these flags is sent.
local function sent_to(flags)
  local sent = {a = true, e = true, x = true}
  for letter, flag in pairs(FLAG_OF) do
    sent[letter] = flags:find(flag, 1, true) ~= nil
  end
  return sent
end

-- How many of a queue arrived since then; those of one priority stand together.
local function arrived_in(index, since)
  local count, at = 0, 0
  for _ = 1, PRIORITIES_MAX do
    local first = call('ZRANGEBYSCORE', index, at, '+inf', 'WITHSCORES', 'LIMIT',
                       0, 1)
    if not first[1] then break end
    local base = math.floor(tonumber(first[2]) / PRIORITY_STEP) * PRIORITY_STEP
    at = string.format('%.0f', base + PRIORITY_STEP)
    count = count + call('ZCOUNT', index, string.format('%.0f', base + since),
                         '(' .. at)
  end
  return count
end

local function arrived(p, since)
  local count = arrived_in(p .. 'held', since) +
                arrived_in(p .. 'leased-queue', since)
  for _, index in ipairs({'approved', 'rejected', 'spam', 'withdrawn'}) do
    count = count + call('ZCOUNT', p .. index, since, '+inf')
  end
  return count
end

-- {events, 1 if there are more, id of the first of them or ''} of those that are
-- `sent` behind a cursor.
-- Where others fill what is counted, as in a wave of spam, what waits may stand
-- behind them: {0, 1, id of the first entry}, unless the feed's end shows that
-- nothing does.
local function behind(feed, cursor, limit, sent)
  local rows = call('XRANGE', feed, '(' .. cursor, '+', 'COUNT', limit + 1)
  local count, first = 0, ''
  for i = 1, math.min(#rows, limit) do
    if sent[rows[i][2][2]] then
      count = count + 1
      if count == 1 then first = rows[i][1] end
    end
  end
  if #rows <= limit then return {count, 0, first} end
  if count > 0 then return {count, 1, first} end
  local last = call('XREVRANGE', feed, '+', '(' .. cursor, 'COUNT', limit)
  for _, row in ipairs(last) do
    if sent[row[2][2]] then return {0, 1, rows[1][1]} end
  end
  local seen_all = not before(rows[#rows][1], last[#last][1])
  return seen_all and {0, 0, ''} or {0, 1, rows[1][1]}
end

-- args: events to count of a subscription. Answers what arrived in a day, and of
-- each subscription name, cursor, time of the acknowledgement, the three above, its
-- flags, and when it was made ('' where that is not known).
function status.site(keys, args)
  local p, now = keys[1], now_ms()
  local found = {arrived(p, now - DAY_MS)}
  local subscriptions = call('HGETALL', p .. 'subscriptions')
  local limit = math.min(tonumber(args[1]), math.floor(
      ENTRIES_MAX / math.max(1, #subscriptions / 2)))
  local newest = call('XREVRANGE', p .. 'feed', '+', '-', 'COUNT', 1)
  newest = newest[1] and newest[1][1] or ''
  for i = 1, #subscriptions, 2 do
    local cursor, ms, flags, rest = readers.parse(subscriptions[i + 1])
    if cursor then
      local lag = cursor == newest and {0, 0, ''} or
                  behind(p .. 'feed', cursor, limit, sent_to(flags))
      found[#found + 1] = {subscriptions[i], cursor, ms, lag[1], lag[2], lag[3],
                           flags, readers.created(rest)}
    end
  end
  return found
end

-- args: a sample. One an hour is kept, the first; answers hours and samples of
-- the last seven days in turn.
function status.note_growth(keys, args)
  local key, hour = keys[1] .. 'growth', math.floor(now_ms() / HOUR_MS)
  if call('HSETNX', key, hour, args[1]) == 1 then
    for _, field in ipairs(call('HKEYS', key)) do
      local of = tonumber(field)
      -- One to come is of a clock that was wrong.
      if of <= hour - SAMPLES_MAX or of > hour then call('HDEL', key, field) end
    end
  end
  return call('HGETALL', key)
end

end
