#!lua name=winnow_v1
-- Every change Winnow makes in Redis, each atomic. The format of every key is
-- in service/docs/redis.md.
--
-- keys[1] is always the site's prefix, "winnow:{SITE}:". Every key built from
-- it carries the same hash tag and so lives in the same slot; naming thirteen
-- keys of forty bytes in each call would cost more to parse than to use.
-- Time is Redis' own (TIME), so that all copies of winnowd share one clock.
-- Numbers are decimal text, ids and hashes are binary.

local REQUEST_SECONDS = 7 * 24 * 3600
local DUP_WINDOW_MS = 6 * 3600 * 1000
local DUP_WINDOWS = 9          -- the running one and 48 hours before it
local OWN_WINDOWS = 5          -- the running one and 24 hours before it
local DUP_SECONDS = 54 * 3600
local DUP_FIELDS_MAX = 200000  -- a window that is full learns nothing more
local DUP_CANDIDATES_MAX = 4
local AGREEMENT_MIN = 17       -- of 32 min-hashes: more than half
local CHUNK_MAX = 100          -- comments one call may touch
local HISTORY_MAX = 200        -- audit references kept with a comment

local INDEX = {H = 'held', A = 'approved', R = 'rejected', S = 'spam',
               W = 'withdrawn'}
local STATE_EVENT = {H = 'h', R = 'r', S = 's'}
-- Approved, held, rejected and spam comments; first and last one's time.
local AUTHOR_FIELDS = {'a', 'h', 'r', 's', 'f', 'l'}

-- redis.call is not there yet while the library loads.
local function call(...) return redis.call(...) end

local function now_ms()
  local t = call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- Sliding window from two fixed ones: the last window counts by the share of
-- it that still lies inside.
local function sliding(current, previous, passed)
  return (tonumber(current) or 0) + (tonumber(previous) or 0) * (1 - passed)
end

local function fields_of(key)
  return call('HGETALL', key)
end

-- Counts one attempt; returns limit, retry_ms when a hard limit is passed, and
-- the five rates otherwise. Limits of 0 mean none.
local function count_attempt(p, now, folded, subnet, thread, limits)
  local minute = math.floor(now / 60000)
  local hour = math.floor(now / 3600000)
  local in_minute = (now % 60000) / 60000
  local in_hour = (now % 3600000) / 3600000
  local m, h = p .. 'rate:m' .. minute, p .. 'rate:h' .. hour
  local second = 's' .. math.floor(now / 1000) % 60
  local in_second = call('HINCRBY', m, second, 1)
  if in_second == 1 then call('EXPIRE', m, 150) end
  if limits.site > 0 and in_second > limits.site then
    return 'site', 1000 - now % 1000
  end
  local author, network = 'a' .. folded, 'n' .. subnet
  local before = call('HMGET', p .. 'rate:m' .. (minute - 1), author, network,
                      't' .. thread)
  local before_hour = call('HMGET', p .. 'rate:h' .. (hour - 1), author,
                           network)
  local rates = {0, 0, 0, 0, 0}
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
  rates[3] = sliding(call('HINCRBY', m, 't' .. thread, 1), before[3],
                     in_minute)
  if limits.author > 0 and rates[1] > limits.author then
    return 'author', 60000 - now % 60000
  end
  if limits.network > 0 and rates[2] > limits.network then
    return 'network', 60000 - now % 60000
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

-- The cluster this text belongs to, the number of its members in 48 hours, the
-- agreement with its first member and that member's author key.
local function find_cluster(p, window, sketch, bands, exact)
  local found, best, best_author, size = '', 0, '', 0
  local tried, tries = {}, 0
  for w = window, window - DUP_WINDOWS + 1, -1 do
    local hits = call('HMGET', p .. 'dup:' .. w, unpack(bands))
    for _, cluster in ipairs(hits) do
      if cluster and not tried[cluster] and tries < DUP_CANDIDATES_MAX then
        tried[cluster], tries = true, tries + 1
        local first = call('HMGET', p .. 'private:' .. cluster, 'sketch',
                           'author')
        local equal = agreement(sketch, first[1])
        if equal >= AGREEMENT_MIN and equal > best then
          found, best, best_author = cluster, equal, first[2] or ''
        end
      end
    end
    if best == #sketch then break end
  end
  if found ~= '' then
    for w = window, window - DUP_WINDOWS + 1, -1 do
      size = size + (tonumber(call('HGET', p .. 'dup:' .. w, 'c' .. found))
                     or 0)
    end
  end
  return found, size, best, (best_author ~= exact) and 1 or 0
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
  local rates = {0, 0, 0, 0, 0}
  if args[9] ~= '1' then
    local limit, retry_ms
    limit, retry_ms, rates = count_attempt(
        p, now, folded, subnet, thread,
        {author = tonumber(args[10]), network = tonumber(args[11]),
         site = tonumber(args[12])})
    if limit then return {'rate', limit, retry_ms} end
  end
  local at = call('HMGET', p .. 'thread:' .. thread, 'mode', 'print')
  if at[1] == 'c' then return {'closed'} end
  local parent_role = ''
  if parent ~= '' then
    local above = call('HMGET', p .. 'comment:' .. parent, 'state', 'thread',
                       'role')
    -- Nobody can answer what readers cannot see.
    if above[1] ~= 'A' then return {'no_parent'} end
    local place = call('HGET', p .. 'private:' .. parent, 'thread')
    if place and place ~= thread then return {'no_parent'} end
    parent_role = above[3] or ''
  end
  local record = {}
  if exact ~= '' then
    record = call('HMGET', p .. 'author:' .. exact, unpack(AUTHOR_FIELDS))
  end
  local bans = {}
  if folded ~= '' or host ~= '' then
    bans = call('HMGET', p .. 'bans', 'a' .. folded, 'n' .. host,
                'n' .. subnet)
  end
  local window = math.floor(now / DUP_WINDOW_MS)
  local own = 0
  for w = window, window - OWN_WINDOWS + 1, -1 do
    local stamp = call('HGET', p .. 'dup:' .. w, body)
    if stamp and now - tonumber(stamp) < 24 * 3600000 then own = 1 break end
  end
  local cluster, size, equal, other = '', 0, 0, 0
  if #args >= 14 then
    local bands = {}
    for i = 14, #args do bands[#bands + 1] = args[i] end
    cluster, size, equal, other = find_cluster(p, window, args[13], bands,
                                               exact)
  end
  return {'ok', revision, at[1] or 'o', at[2] or '', parent_role,
          record[1] or '0', record[2] or '0', record[3] or '0',
          record[4] or '0', record[5] or '', record[6] or '',
          bans[1] or '', bans[2] or '', bans[3] or '',
          tostring(rates[1]), tostring(rates[2]), tostring(rates[3]),
          tostring(rates[4]), tostring(rates[5]),
          own, cluster, size, equal, other}
end

local function delete_comment(p, id)
  local place = call('HMGET', p .. 'private:' .. id, 'author', 'thread')
  if place[1] then call('HDEL', p .. 'author:' .. place[1], id) end
  if place[2] then call('ZREM', p .. 'approved:' .. place[2], id) end
  call('DEL', p .. 'comment:' .. id, p .. 'private:' .. id)
end

-- What the filters threw away goes first when it grows past the site's bound:
-- two for each new one, so the bound is reached however far it was passed.
local function trim_discarded(p, max)
  for _ = 1, 2 do
    local spam, rejected = call('ZCARD', p .. 'spam'),
                           call('ZCARD', p .. 'rejected')
    if spam + rejected <= max then return end
    local index = p .. (spam >= rejected and 'spam' or 'rejected')
    local oldest = call('ZPOPMIN', index)
    if oldest[1] then delete_comment(p, oldest[1]) end
  end
end

local function feed(p, type, id, revision, feed_max)
  call('XADD', p .. 'feed', 'MAXLEN', '~', feed_max, '*', 't', type, 'c', id,
       'r', revision)
end

-- Moves a comment between the indexes of two states; '' is nowhere.
local function move(p, id, thread, parent, from, to, score, created)
  if from ~= '' then call('ZREM', p .. INDEX[from], id) end
  if to ~= '' then call('ZADD', p .. INDEX[to], score, id) end
  if from == 'H' then call('ZREM', p .. 'leased', id) end
  if from == 'A' then
    call('ZREM', p .. 'approved:' .. thread, id)
    if parent ~= '' and call('EXISTS', p .. 'comment:' .. parent) == 1 then
      call('HINCRBY', p .. 'comment:' .. parent, 'replies', -1)
    end
  elseif to == 'A' then
    call('ZADD', p .. 'approved:' .. thread, created, id)
    if parent ~= '' and call('EXISTS', p .. 'comment:' .. parent) == 1 then
      call('HINCRBY', p .. 'comment:' .. parent, 'replies', 1)
    end
  end
end

local function count_author(p, exact, from, to)
  if exact == '' then return end
  local key = p .. 'author:' .. exact
  if from ~= '' and from ~= 'W' then
    call('HINCRBY', key, from:lower(), -1)
  end
  if to ~= '' and to ~= 'W' then call('HINCRBY', key, to:lower(), 1) end
end

-- args: id, request, request value, request_seconds, state, score, created_ms,
-- thread, parent, exact, body key, cluster, held_max, discarded_max, feed_max,
-- bands n, band…, thread fields n, field, value…, public n, field, value…,
-- then the private fields and values.
local function commit(keys, args)
  local p, id, request = keys[1], args[1], args[2]
  local state, thread, parent, exact = args[5], args[8], args[9], args[10]
  local comment = p .. 'comment:' .. id
  if request ~= '' then
    local seen = call('GET', p .. 'request:' .. request)
    if seen and seen:sub(1, 16) ~= id then
      return {'replay', seen:sub(1, 16), seen:sub(17),
              fields_of(p .. 'comment:' .. seen:sub(1, 16))}
    end
  end
  -- The same commit sent twice, because its answer was lost.
  if call('EXISTS', comment) == 1 then
    return {'done', call('HGET', comment, 'state')}
  end
  if state == 'H' and call('ZCARD', p .. 'held') >= tonumber(args[13]) then
    return {'full'}
  end
  if request ~= '' then
    local seconds = tonumber(args[4])
    if seconds == 0 then
      call('SET', p .. 'request:' .. request, args[3])
    else
      call('SET', p .. 'request:' .. request, args[3], 'EX', seconds)
    end
  end
  local at = 16
  local bands = {}
  for i = 1, tonumber(args[at]) do bands[i] = args[at + i] end
  at = at + #bands + 1
  local n = tonumber(args[at])
  if n > 0 then
    call('HSET', p .. 'thread:' .. thread, unpack(args, at + 1, at + n))
  end
  at = at + n + 1
  n = tonumber(args[at])
  call('HSET', comment, unpack(args, at + 1, at + n))
  at = at + n
  call('HSET', p .. 'private:' .. id, unpack(args, at + 1, #args))

  move(p, id, thread, parent, '', state, args[6], args[7])
  if exact ~= '' then
    local author = p .. 'author:' .. exact
    if call('HINCRBY', author, state:lower(), 1) == 1 then
      call('HSETNX', author, 'f', args[7])
    end
    call('HSET', author, 'l', args[7], id, '')
  end

  local now = now_ms()
  local window = p .. 'dup:' .. math.floor(now / DUP_WINDOW_MS)
  if call('HLEN', window) < DUP_FIELDS_MAX then
    local cluster = args[12]
    local values = {args[11], now}
    for _, band in ipairs(bands) do
      values[#values + 1] = band
      values[#values + 1] = cluster
    end
    if call('HSET', window, unpack(values)) == #values / 2 then
      call('EXPIRE', window, DUP_SECONDS)
    end
    if #bands > 0 then call('HINCRBY', window, 'c' .. cluster, 1) end
  end

  if state == 'A' then
    feed(p, 'a', id, 1, args[15])
  else
    feed(p, STATE_EVENT[state], id, 1, args[15])
    if state ~= 'H' then trim_discarded(p, tonumber(args[14])) end
  end
  return {'stored'}
end

-- The chain of service/docs/redis.md: head = SHA-1(head | seq | digest).
local function audit(p, digest, record)
  local head = call('HMGET', p .. 'audit-head', 'seq', 'head')
  local seq = (tonumber(head[1]) or 0) + 1
  local chained = redis.sha1hex((head[2] or '') .. '|' .. seq .. '|' .. digest)
  call('HSET', p .. 'audit-head', 'seq', seq, 'head', chained)
  return call('XADD', p .. 'audit', '*', 's', seq, 'd', digest, 'r', record)
end

-- args: id, revision, from, to, score, created_ms, thread, parent, exact,
-- now_ms, public reason, feed_max, decided by, digest, record.
-- Changes nothing unless revision and state are still what the caller read.
local function decide(keys, args)
  local p, id = keys[1], args[1]
  local from, to = args[3], args[4]
  local comment, private = p .. 'comment:' .. id, p .. 'private:' .. id
  local present = call('HMGET', comment, 'rev', 'state')
  if not present[1] then return {'missing'} end
  if present[1] ~= args[2] or present[2] ~= from then
    return {'stale', present[1], present[2]}
  end
  local revision = tonumber(present[1]) + 1
  move(p, id, args[7], args[8], from, to, args[5], args[6])
  count_author(p, args[9], from, to)
  call('HSET', comment, 'state', to, 'rev', revision, 'updated', args[10],
       'why', args[11])
  local reference = audit(p, args[14], args[15])
  local history = call('HGET', private, 'history') or ''
  if select(2, history:gsub(',', '')) < HISTORY_MAX then
    history = history .. reference .. ','
  end
  call('HSET', private, 'history', history, 'by', args[13])
  if to == 'A' then
    feed(p, 'a', id, revision, args[12])
  else
    if from == 'A' then feed(p, 'x', id, revision, args[12]) end
    if STATE_EVENT[to] then
      feed(p, STATE_EVENT[to], id, revision, args[12])
    end
  end
  return {'done', tostring(revision)}
end

local function url_of(p, id)
  local place = call('HGET', p .. 'private:' .. id, 'thread')
  return place and call('HGET', p .. 'thread:' .. place, 'url') or ''
end

-- {id, public, url} or {id, public, private, thread, author's record}; nil
-- when it is gone.
local function read_comment(p, id, wants_private)
  local public = call('HGETALL', p .. 'comment:' .. id)
  if #public == 0 then return nil end
  if not wants_private then return {id, public, url_of(p, id)} end
  local private = call('HGETALL', p .. 'private:' .. id)
  local thread, record = {}, {}
  for i = 1, #private, 2 do
    if private[i] == 'thread' then
      thread = call('HGETALL', p .. 'thread:' .. private[i + 1])
    elseif private[i] == 'author' then
      record = call('HMGET', p .. 'author:' .. private[i + 1],
                    unpack(AUTHOR_FIELDS))
    end
  end
  return {id, public, private, thread, record}
end

-- args: private (0 or 1), id…  Absent comments are absent from the answer.
local function read(keys, args)
  local found = {}
  for i = 2, math.min(#args, CHUNK_MAX + 1) do
    found[#found + 1] = read_comment(keys[1], args[i], args[1] == '1')
  end
  return found
end

-- args: index, newest first (0 or 1), after score ('' for the start), after id,
-- limit, private. Pages by place, so entries of one score are never skipped;
-- answers pairs of score and comment.
local function page(keys, args)
  local p = keys[1]
  local index, reverse = p .. args[1], args[2] == '1'
  local limit = math.min(tonumber(args[5]), CHUNK_MAX)
  local start = 0
  if args[3] ~= '' then
    local rank = call(reverse and 'ZREVRANK' or 'ZRANK', index, args[4])
    if rank then
      start = rank + 1
    elseif reverse then
      start = call('ZCOUNT', index, '(' .. args[3], '+inf')
    else
      start = call('ZCOUNT', index, '-inf', '(' .. args[3])
    end
  end
  local rows = call(reverse and 'ZREVRANGE' or 'ZRANGE', index, start,
                    start + limit - 1, 'WITHSCORES')
  local found = {}
  for i = 1, #rows, 2 do
    found[#found + 1] = {rows[i + 1],
                         read_comment(p, rows[i], args[6] == '1') or {rows[i]}}
  end
  return found
end

-- args: cursor ('' for the beginning), limit. Each entry: cursor, type, id,
-- revision, the public fields as they are now (none once erased) and the
-- thread's URL.
local function events(keys, args)
  local p = keys[1]
  local limit = math.min(tonumber(args[2]), CHUNK_MAX)
  local from = args[1] == '' and '-' or '(' .. args[1]
  local first = call('XRANGE', p .. 'feed', '-', '+', 'COUNT', 1)
  if args[1] ~= '' and args[1] ~= '0-0' and #first > 0 then
    local ms, seq = args[1]:match('^(%d+)%-(%d+)$')
    local first_ms, first_seq = first[1][1]:match('^(%d+)%-(%d+)$')
    ms, seq = tonumber(ms), tonumber(seq)
    first_ms, first_seq = tonumber(first_ms), tonumber(first_seq)
    -- Entries between this cursor and the oldest one kept may be gone.
    if ms < first_ms or (ms == first_ms and seq < first_seq) then
      local deleted = call('XINFO', 'STREAM', p .. 'feed')
      for i = 1, #deleted, 2 do
        if deleted[i] == 'entries-added' and
            deleted[i + 1] > call('XLEN', p .. 'feed') then
          return {'too_old'}
        end
      end
    end
  end
  local rows = call('XRANGE', p .. 'feed', from, '+', 'COUNT', limit)
  local found = {'ok'}
  for _, row in ipairs(rows) do
    local f = row[2]
    local carries = f[2] == 'a' or f[2] == 'e'
    found[#found + 1] = {row[1], f[2], f[4], f[6],
                         call('HGETALL', p .. 'comment:' .. f[4]),
                         carries and url_of(p, f[4]) or ''}
  end
  return found
end

-- args: subscription, cursor, now_ms. An acknowledgement never moves back.
local function acknowledge(keys, args)
  local key = keys[1] .. 'subscriptions'
  local present = call('HGET', key, args[1])
  if present then
    local ms, seq = present:match('^(%d+)%-(%d+)')
    local new_ms, new_seq = args[2]:match('^(%d+)%-(%d+)$')
    ms, new_ms = tonumber(ms), tonumber(new_ms)
    if new_ms < ms or (new_ms == ms and tonumber(new_seq) <= tonumber(seq)) then
      return present:match('^[^|]+')
    end
  elseif call('HLEN', key) >= CHUNK_MAX then
    return redis.error_reply('LIMIT subscriptions')
  end
  call('HSET', key, args[1], args[2] .. '|' .. args[3])
  return args[2]
end

-- args: thread…  Approved comments of each.
local function count_threads(keys, args)
  local counts = {}
  for i = 1, math.min(#args, CHUNK_MAX) do
    counts[i] = call('ZCARD', keys[1] .. 'approved:' .. args[i])
  end
  return counts
end

-- The held comment that arrived first. The queue sorts by priority before
-- arrival, so each priority in use is asked for its first.
local PRIORITY_STEP = 4398046511104  -- 2^42
local PRIORITIES_MAX = 100

local function oldest_held(p)
  local at, oldest, oldest_ms = 0, '', math.huge
  for _ = 1, PRIORITIES_MAX do
    local first = call('ZRANGEBYSCORE', p .. 'held', at, '+inf', 'WITHSCORES',
                       'LIMIT', 0, 1)
    if not first[1] then break end
    local score = tonumber(first[2])
    local ms = score % PRIORITY_STEP
    if ms < oldest_ms then oldest, oldest_ms = first[1], ms end
    at = (math.floor(score / PRIORITY_STEP) + 1) * PRIORITY_STEP
    at = string.format('%.0f', at)
  end
  return oldest
end

-- Derived, not kept: the size of an index is the count of its state.
local function count_states(keys)
  local p = keys[1]
  return {call('ZCARD', p .. 'held') + call('ZCARD', p .. 'leased'),
          call('ZCARD', p .. 'approved'), call('ZCARD', p .. 'rejected'),
          call('ZCARD', p .. 'spam'), call('ZCARD', p .. 'withdrawn'),
          oldest_held(p)}
end

-- args: settings n, field, value…, wrapped keys n, name, value…
local function create_site(keys, args)
  local p = keys[1]
  if call('EXISTS', p .. 'site') == 1 then return {'exists'} end
  local n = tonumber(args[1])
  call('HSET', p .. 'site', unpack(args, 2, n + 1))
  call('HSET', p .. 'keys', unpack(args, n + 3, #args))
  call('INCR', p .. 'revision')
  return {'created'}
end

-- args: digest, record, field, value…  Settings and policy of a site.
local function change_site(keys, args)
  local p = keys[1]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  call('HSET', p .. 'site', unpack(args, 3, #args))
  audit(p, args[1], args[2])
  return {'changed', tostring(call('INCR', p .. 'revision'))}
end

local function get_site(keys)
  local p = keys[1]
  local revision = call('GET', p .. 'revision')
  if not revision then return {} end
  return {revision, call('HGETALL', p .. 'site'), call('HGETALL', p .. 'keys')}
end

-- args: thread, id, mode
local function set_thread(keys, args)
  local p = keys[1]
  if call('EXISTS', p .. 'site') == 0 then return {'missing'} end
  call('HSET', p .. 'thread:' .. args[1], 'id', args[2], 'mode', args[3])
  return {'changed'}
end

-- args: id, record, only if the table is empty (0 or 1)
local function put_key(keys, args)
  local table_key = keys[1] .. 'keys'
  if args[3] == '1' and call('HLEN', table_key) > 0 then return {'exists'} end
  call('HSET', table_key, args[1], args[2])
  return {'stored', tostring(call('INCR', keys[1] .. 'keys-revision'))}
end

-- args: name, blob. The first one stays.
local function keep_hash_key(keys, args)
  local key = keys[1] .. 'hash-key'
  call('HSETNX', key, args[1], args[2])
  return call('HGETALL', key)
end

local function register(name, callback, flags)
  redis.register_function{function_name = 'w1_' .. name, callback = callback,
                          flags = flags}
end

register('gather', gather, {})
register('commit', commit, {})
register('decide', decide, {})
register('discard', decide, {'allow-oom'})
register('acknowledge', acknowledge, {'allow-oom'})
register('read', read, {'no-writes'})
register('page', page, {'no-writes'})
register('events', events, {'no-writes'})
register('count_threads', count_threads, {'no-writes'})
register('count_states', count_states, {'no-writes'})
register('create_site', create_site, {})
register('change_site', change_site, {})
register('get_site', get_site, {'no-writes'})
register('set_thread', set_thread, {})
register('put_key', put_key, {})
register('keep_hash_key', keep_hash_key, {})
