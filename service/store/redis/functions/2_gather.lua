-- What a verdict depends on, read before it falls.

-- Sliding window from two fixed ones: the last window counts by the share of
-- it that still lies inside.
local function sliding(current, previous, passed)
  return (tonumber(current) or 0) + (tonumber(previous) or 0) * (1 - passed)
end


-- What is usual in a thread: comments of the last hour, for busy ones. Those
-- published, or the attempts while it was busy where those are more: else what
-- waits for a person would make every rate a spike.
local function usual_in_hour(p, thread, per_minute, attempts, now)
  if per_minute < BUSY_PER_MINUTE then return 0 end
  return math.max(attempts, call('ZCOUNT', p .. 'approved:' .. thread,
                                 now - HOUR_MS, '+inf'))
end

-- Until when a thread that ran hot is premoderated, in ms; '' for one that is
-- not.
local function hot_until(p, thread, now)
  local ends = call('ZSCORE', p .. 'hot', thread)
  return ends and tonumber(ends) > now and ends or ''
end

local function fields_of(key)
  return call('HGETALL', key)
end

-- Counts one attempt; returns limit, retry_ms when a hard limit is passed, and
-- the eight rates of comment_replies.cc otherwise. Limits of 0 mean none.
local function count_attempt(p, now, folded, subnet, thread, parent, limits)
  local minute = math.floor(now / 60000)
  local hour = math.floor(now / HOUR_MS)
  local in_minute = (now % 60000) / 60000
  local in_hour = (now % HOUR_MS) / HOUR_MS
  local m, h = p .. 'rate:m' .. minute, p .. 'rate:h' .. hour
  local second = 's' .. math.floor(now / 1000) % 60
  local in_second = call('HINCRBY', m, second, 1)
  if in_second == 1 then call('EXPIRE', m, 150) end
  if limits.site > 0 and in_second > limits.site then
    return 'site', 1000 - now % 1000
  end
  local author, network = 'a' .. folded, 'n' .. subnet
  local before = call('HMGET', p .. 'rate:m' .. (minute - 1), author, network,
                      't' .. thread, 'all')
  local before_hour = call('HMGET', p .. 'rate:h' .. (hour - 1), author,
                           network, 'p' .. parent, 't' .. thread)
  local rates = {0, 0, 0, 0, 0, 0, 0, 0}
  if folded ~= '' then
    rates[1] = sliding(call('HINCRBY', m, author, 1), before[1], in_minute)
    local count = call('HINCRBY', h, author, 1)
    if count == 1 then call('EXPIRE', h, 9000) end
    rates[4] = sliding(count, before_hour[1], in_hour)
  end
  if subnet ~= '' then
    rates[2] = sliding(call('HINCRBY', m, network, 1), before[2], in_minute)
    local count = call('HINCRBY', h, network, 1)
    if count == 1 then call('EXPIRE', h, 9000) end
    rates[5] = sliding(count, before_hour[2], in_hour)
  end
  rates[6] = sliding(call('HINCRBY', m, 'all', 1), before[4], in_minute)
  if limits.author > 0 and rates[1] > limits.author then
    return 'author', 60000 - now % 60000
  end
  if limits.network > 0 and rates[2] > limits.network then
    return 'network', 60000 - now % 60000
  end
  -- What is refused heats no thread.
  rates[3] = sliding(call('HINCRBY', m, 't' .. thread, 1), before[3],
                     in_minute)
  if parent ~= '' then
    local count = call('HINCRBY', h, 'p' .. parent, 1)
    if count == 1 then call('EXPIRE', h, 9000) end
    rates[7] = sliding(count, before_hour[3], in_hour)
  end
  if rates[3] >= BUSY_PER_MINUTE then
    local count = call('HINCRBY', h, 't' .. thread, 1)
    if count == 1 then call('EXPIRE', h, 9000) end
    rates[8] = usual_in_hour(p, thread, rates[3],
                             sliding(count, before_hour[4], in_hour), now)
  end
  return nil, nil, rates
end

local function agreement(a, b)
  if not b or #b ~= #a then return 0 end
  local equal = 0
  for i = 1, #a do
    if a:byte(i) == b:byte(i) then equal = equal + 1 end
  end
  return equal
end

-- A cluster is kept as the last 14 bytes of its id, which fit a smaller size
-- class: the two that lead are the upper bits of its time and last 50 days.
local ERA_MS = 2 ^ 32

local function short(cluster) return cluster:sub(3) end

local function cluster_of(rest, now)
  local a, b, c, d = rest:byte(1, 4)
  local era = math.floor(now / ERA_MS)
  if ((a * 256 + b) * 256 + c) * 256 + d > now % ERA_MS then era = era - 1 end
  return string.char(math.floor(era / 256), era % 256) .. rest
end

-- One look at each window that counts: whether this author said exactly this
-- in this thread within 24 hours, and which clusters share a band with it.
local function look_back(p, window, body, bands, now)
  local own, candidates = 0, {}
  local windows = #bands > 0 and DUP_WINDOWS or OWN_WINDOWS
  for w = window, window - windows + 1, -1 do
    local found = call('HMGET', p .. 'dup:' .. w, body, unpack(bands))
    if body ~= '' and found[1] and now - tonumber(found[1]) < OWN_MS then
      own = 1
    end
    for i = 2, #found do
      if found[i] then candidates[#candidates + 1] = found[i] end
    end
  end
  return own, candidates
end

-- The cluster this text belongs to, the number of its members in 48 hours, the
-- agreement with its first member and whether that had another author.
local function find_cluster(p, window, candidates, sketch, exact, now)
  local found, best, best_author = '', 0, ''
  local tried, tries = {}, 0
  for _, rest in ipairs(candidates) do
    if best == #sketch or tries == DUP_CANDIDATES_MAX then break end
    if not tried[rest] and #rest == 14 then
      tried[rest], tries = true, tries + 1
      local cluster = cluster_of(rest, now)
      local first = call('HMGET', p .. 'private:' .. cluster, 'sketch',
                         'author')
      local equal = agreement(sketch, first[1])
      if equal >= AGREEMENT_MIN and equal > best then
        found, best, best_author = cluster, equal, first[2] or ''
      end
    end
  end
  if found == '' then return '', 0, 0, 0 end
  -- Only those that joined it are counted; most texts stay alone.
  local size, joined = 1, 'c' .. short(found)
  for w = window, window - DUP_WINDOWS + 1, -1 do
    size = size + (tonumber(call('HGET', p .. 'dup:' .. w, joined)) or 0)
  end
  -- Authors without a key are not known to be the same.
  local other = exact == '' or best_author ~= exact
  return found, size, best, other and 1 or 0
end

-- args: request, thread, parent, exact, folded, host, subnet, body key,
-- trusted, author_max, network_max, site_max, sketch, band…
-- Answers a flat list whose first element says what the rest is.
local function gather(keys, args)
  local p = keys[1]
  local request, thread, parent, exact = args[1], args[2], args[3], args[4]
  local folded, host, subnet, body = args[5], args[6], args[7], args[8]
  local revision = call('GET', p .. 'revision')
  if not revision then return {'no_site'} end
  if request ~= '' then
    local seen = call('GET', p .. 'request:' .. request)
    if seen then
      local id = seen:sub(1, 16)
      return {'replay', id, seen:sub(17), fields_of(p .. 'comment:' .. id)}
    end
  end
  local now = now_ms()
  local rates = {0, 0, 0, 0, 0, 0, 0, 0}
  if args[9] ~= '1' then
    local limit, retry_ms
    limit, retry_ms, rates = count_attempt(
        p, now, folded, subnet, thread, parent,
        {author = tonumber(args[10]), network = tonumber(args[11]),
         site = tonumber(args[12])})
    if limit then return {'rate', limit, retry_ms} end
  end
  local at = call('HMGET', p .. 'thread:' .. thread, 'mode', 'print')
  if at[1] == 'c' then return {'closed'} end
  local parent_role, parent_author, depth = '', '', 0
  if parent ~= '' then
    local above = call('HMGET', p .. 'comment:' .. parent, 'state', 'thread',
                       'role', 'parent')
    -- Nobody can answer what readers cannot see.
    if above[1] ~= 'A' then return {'no_parent'} end
    local place = call('HMGET', p .. 'private:' .. parent, 'thread', 'author',
                       'depth')
    if place[1] and place[1] ~= thread then return {'no_parent'} end
    parent_role, parent_author = above[3] or '', place[2] or ''
    -- Kept from the second answer on.
    depth = 1 + (tonumber(place[3]) or (above[4] and 1 or 0))
  end
  local record = {}
  if exact ~= '' then
    record = call('HMGET', p .. 'author:' .. exact, unpack(AUTHOR_FIELDS))
  end
  local bans = call('HMGET', p .. 'bans', 'a' .. folded, 'n' .. host,
                    'n' .. subnet, '.next')
  if bans[4] and tonumber(bans[4]) <= now then
    revision = sweep_bans(p, now) or revision
  end
  local window = math.floor(now / DUP_WINDOW_MS)
  local bands = {}
  for i = 14, #args do bands[#bands + 1] = args[i] end
  local own, candidates = look_back(p, window, body, bands, now)
  local cluster, size, equal, other = find_cluster(p, window, candidates,
                                                   args[13], exact, now)
  -- In the order of comment_replies.cc, after the rates.
  local numbers = rates
  for _, number in ipairs({own, size, equal, other, depth,
                           (exact ~= '' and parent_author == exact) and 1
                               or 0}) do
    numbers[#numbers + 1] = number
  end
  return {'ok', revision, at[1] or 'o', at[2] or '', parent_role,
          record[1] or '0', record[2] or '0', record[3] or '0',
          record[4] or '0', record[5] or '', record[6] or '',
          record[7] or '',
          standing_ban(bans[1], now), standing_ban(bans[2], now),
          standing_ban(bans[3], now),
          cluster, table.concat(numbers, ' '), hot_until(p, thread, now)}
end
