-- What leaves when its time is over. winnowd's sweep walks the indexes: `find`
-- says of a page of one what is due, and `sweep` does it, a few comments in a
-- call. Both go by Redis' clock, so that a server whose clock is ahead takes
-- nothing away early. When something was written or decided is what the clock of
-- the server said that did it.

-- One name for all of them: Lua has room for 200 in a library.
local retention = {}
do

-- What is done with a comment.
local GONE = 'd'          -- it goes with all that leads to it
local PRIVATE_PART = 'p'  -- sealed address, network, account and spans go
local NETWORK = 'n'       -- only the network goes
local AUTHOR = 'a'        -- what its author's comments counted goes
local TEXT = 't'          -- the site has it: all goes but its place and author

-- When a decision was made, from its audit record: format, then the time, a
-- number as service/base/record.h writes it; nil where that cannot be read.
local function time_of(decision)
  local ms, scale = 0, 1
  if not decision or decision:byte(1) ~= 1 then return nil end
  for i = 2, math.min(#decision, 9) do
    local byte = decision:byte(i)
    ms = ms + byte % 128 * scale
    if byte < 128 then return ms end
    scale = scale * 128
  end
  return nil
end

-- When it was last decided what becomes of a comment: by a person, by the policy
-- about its author's new text, or as it arrived. Imports arrive long after they
-- were written.
local function decided_at(id, comment, private)
  if comment.state == 'W' and comment.updated then
    return tonumber(comment.updated)
  end
  local decided = time_of(private.decision)
  if decided then return decided end
  if comment.edited then
    return tonumber(comment.updated or comment.created)
  end
  return private.source and arrival_of(id) or tonumber(comment.created)
end

local function fields(key, names)
  local values, found = call('HMGET', key, unpack(names)), {}
  for i, name in ipairs(names) do found[name] = values[i] or nil end
  return found
end

-- A ban on its network needs to know what it touches, for as long as it lasts:
-- at most 30 days.
local function is_banned(p, private, now)
  for _, hash in pairs({private.host, private.subnet}) do
    if standing_ban(call('HGET', p .. 'bans', 'n' .. hash), now) ~= '' then
      return true
    end
  end
  return false
end

local function answers_below(comment)
  return (tonumber(comment.replies) or 0) + (tonumber(comment.shells) or 0)
end

local COMMENT = {'state', 'rev', 'created', 'updated', 'edited', 'replies',
                 'shells'}
local PRIVATE = {'decision', 'source', 'stripped', 'author', 'host', 'subnet',
                 'erased'}

-- What is due of a comment: adds {id, revision, what, verdict} to `found`.
local function find_due(p, id, now, clocks, found)
  local comment = fields(p .. 'comment:' .. id, COMMENT)
  if not comment.state or not comment.created then return end
  local private = fields(p .. 'private:' .. id, PRIVATE)
  local function due(what, verdict)
    found[#found + 1] = {id, comment.rev, what, verdict or ''}
  end
  local decided = decided_at(id, comment, private)
  local refused = comment.state == 'R' or comment.state == 'S'
  -- A shell stands for its answers, and goes with the last of them.
  local shell = comment.state == 'W' and answers_below(comment) == 0
  if (refused or shell) and
      (private.erased or decided + clocks.gone <= now) then
    return due(GONE)
  end
  -- An import was never an event, so nobody has acknowledged it.
  if comment.state == 'A' and (comment.updated or not private.source) and
      tonumber(comment.updated or comment.created) <= clocks.had and
      not has_left(p, id) then
    due(TEXT, call('HGET', p .. 'private:' .. id, 'verdict'))
  elseif comment.state ~= 'H' and not private.stripped and
      decided + clocks.private <= now then
    due(PRIVATE_PART, call('HGET', p .. 'private:' .. id, 'verdict'))
  elseif (private.host or private.subnet) and
      tonumber(comment.created) + clocks.network <= now and
      not is_banned(p, private, now) then
    due(NETWORK)
  end
  -- Whose last comment is older has none that is newer.
  local cutoff = now - clocks.author
  if private.author and tonumber(comment.created) <= cutoff then
    local last = call('HGET', p .. 'author:' .. private.author, 'l')
    if last and tonumber(last) <= cutoff then due(AUTHOR) end
  end
end

-- args: index, after score ('' for the start), after id, at what score of now to
-- end (how many ms before; '' for an index that is not in the order of time), how
-- long (ms) are kept: the private part, the network, comments of this state, an
-- author's record; and up to when (ms) published comments have been with the site
-- for long enough ('' for none). Answers the place to go on from ('' and '' at the end), how
-- many comments were looked at, and what is due.
function retention.find(keys, args)
  local p, now = keys[1], now_ms()
  local rows = rows_after(p .. args[1], args[2], args[3], CHUNK_MAX)
  local clocks = {private = tonumber(args[5]), network = tonumber(args[6]),
                  gone = tonumber(args[7]), author = tonumber(args[8]),
                  had = tonumber(args[9]) or -1}
  local latest = args[4] == '' and math.huge or now - tonumber(args[4])
  local found = {}
  for i = 1, #rows, 2 do
    if tonumber(rows[i + 1]) > latest then
      return {'', '', (i - 1) / 2, found}
    end
    find_due(p, rows[i], now, clocks, found)
  end
  if #rows < 2 * CHUNK_MAX then return {'', '', #rows / 2, found} end
  return {rows[#rows], rows[#rows - 1], #rows / 2, found}
end

local function remove(p, id)
  local at = fields(p .. 'comment:' .. id,
                    {'state', 'parent', 'created', 'replies', 'shells'})
  -- Somebody's answer may have been published meanwhile.
  if at.state == 'W' and answers_below(at) > 0 then return false end
  if at.state ~= 'R' and at.state ~= 'S' and at.state ~= 'W' then
    return false
  end
  move(p, id, call('HGET', p .. 'private:' .. id, 'thread') or '',
       at.parent or '', at.state, '', at.created, at.created)
  delete_comment(p, id)
  if at.parent then erasures.prune_shells(p, at.parent) end
  return true
end

-- The network stays while a ban needs it: then it goes by itself.
local function strip(p, id, verdict, now)
  local private = p .. 'private:' .. id
  call('HDEL', private, 'email', 'account')
  if not is_banned(p, fields(private, {'host', 'subnet'}), now) then
    call('HDEL', private, 'host', 'subnet')
  end
  if verdict ~= '' then
    call('HSET', private, 'stripped', '1', 'verdict', verdict)
  elseif call('HEXISTS', private, 'verdict') == 0 then
    call('HSET', private, 'stripped', '1')
  end
  return true
end

-- Leaves of a published comment what its place, a retraction and an erasure
-- need.
local function let_text_go(p, id, verdict, now)
  local comment, private = p .. 'comment:' .. id, p .. 'private:' .. id
  if call('HGET', comment, 'state') ~= 'A' then return false end
  call('HDEL', comment, 'name', 'website', 'body', 'handle', 'role',
       'verified', 'featured')
  for i = 1, tonumber(call('HGET', private, 'notes') or 0) or 0 do
    call('HDEL', private, 'note' .. i)
  end
  clusters.leave(p, id, call('HGET', private, 'cluster'))
  reports.forget(p, id)
  call('ZREM', p .. 'reported', id)
  call('HDEL', private, 'sketch', 'cluster', 'tags', 'notes', 'appeal',
       'appealed', 'unsaid')
  return strip(p, id, verdict, now)
end

local function forget_network(p, id, now)
  local private = p .. 'private:' .. id
  if is_banned(p, fields(private, {'host', 'subnet'}), now) then
    return false
  end
  return call('HDEL', private, 'host', 'subnet') > 0
end

-- args: how long an author's record is kept (ms), then of each comment id,
-- revision, what, and its verdict without spans ('' where it could not be read:
-- then a server that can will take them). What changed since it was found
-- is left for the next sweep. Answers how many of each were done.
function retention.sweep(keys, args)
  local p, now = keys[1], now_ms()
  local done = {[GONE] = 0, [PRIVATE_PART] = 0, [NETWORK] = 0, [AUTHOR] = 0,
                [TEXT] = 0}
  for i = 2, math.min(#args, 4 * CHUNK_MAX + 1), 4 do
    local id, what = args[i], args[i + 2]
    local changed = false
    if call('HGET', p .. 'comment:' .. id, 'rev') == args[i + 1] then
      if what == GONE then
        changed = remove(p, id)
      elseif what == PRIVATE_PART then
        changed = strip(p, id, args[i + 3], now)
      elseif what == TEXT then
        changed = let_text_go(p, id, args[i + 3], now)
      elseif what == NETWORK then
        changed = forget_network(p, id, now)
      elseif what == AUTHOR then
        local exact = call('HGET', p .. 'private:' .. id, 'author')
        changed = exact and authors.forget_counts(p, exact,
                                                  now - tonumber(args[1]))
      end
    end
    if changed then done[what] = done[what] + 1 end
  end
  return {done[GONE], done[PRIVATE_PART], done[NETWORK], done[AUTHOR],
          done[TEXT]}
end

-- What belongs to no comment. args: how long an author's record is kept (ms).
-- Answers how many authors were looked at, at most 100, how many of these were
-- forgotten, and how many bans have ended, at most 20.
function retention.sweep_rest(keys, args)
  local p, now = keys[1], now_ms()
  local looked, forgotten =
      authors.forget_idle(p, now - tonumber(args[1]), CHUNK_MAX)
  local before = call('ZCARD', p .. 'ban-ids')
  if call('ZCOUNT', p .. 'ban-ends', '-inf', now) > 0 then
    sweep_bans(p, now)
  end
  return {looked, forgotten, before - call('ZCARD', p .. 'ban-ids')}
end

-- Of each subscription that comments wait for its name, its cursor, when it was
-- acknowledged, since when an event waits for it ('' for none), and whether it is
-- silent: it has acknowledged nothing for so long, and an event has waited for as
-- long.
local function required_ones(p, now, silent_ms)
  local kept, found = call('HGETALL', p .. 'subscriptions'), {}
  for i = 1, #kept, 2 do
    local cursor, ms, flags = readers.parse(kept[i + 1])
    if cursor and not flags:find('o', 1, true) then
      local first = call('XRANGE', p .. 'feed', '(' .. cursor, '+', 'COUNT', 1)
      local since = first[1] and first[1][1]:match('^%d+')
      local silent = since and now - tonumber(ms) >= silent_ms and
          now - tonumber(since) >= silent_ms
      found[#found + 1] = {kept[i], cursor, ms, since or '', silent and 1 or 0}
    end
  end
  return found
end

local SAMPLE_MS = 3600000  -- between two of them, at least
local SKEW_MS = 3600000    -- of the clocks that comments' times are by

-- Notes what all required subscriptions but silent ones have acknowledged by now.
-- args: after how long one is silent, and how long the site has had what leaves
-- (ms). Answers up to when (ms) comments may leave; '' where nobody has
-- acknowledged for so long, or none is required: who reads for something else
-- does not say that the site has what it shows. A place that was noted once counts
-- only as far as it is still acknowledged, by subscriptions that came since, too.
function retention.note_acknowledged(keys, args)
  local p, now = keys[1], now_ms()
  local key, wait = p .. 'acknowledged', tonumber(args[2])
  local required = required_ones(p, now, tonumber(args[1]))
  if #required == 0 then return {''} end
  local least = now
  for _, reader in ipairs(required) do
    if reader[5] == 0 and reader[4] ~= '' then
      least = math.min(least, tonumber(reader[2]:match('^%d+')))
    end
  end
  local last = call('ZRANGE', key, -1, -1, 'WITHSCORES')
  if not last[1] or tonumber(last[2]) <= now - SAMPLE_MS then
    call('ZADD', key, now, string.format('%.0f|%.0f', now, least))
  end
  local old = call('ZRANGE', key, now - wait, '-inf', 'BYSCORE', 'REV', 'LIMIT',
                   0, 1, 'WITHSCORES')
  if not old[1] then return {''} end
  call('ZREMRANGEBYSCORE', key, '-inf', '(' .. old[2])
  local then_least = tonumber(old[1]:match('|(%d+)$'))
  return {string.format('%.0f', math.min(then_least, least) - SKEW_MS)}
end

-- args: run, step, after score, after id. Where a run stopped in this site.
function retention.keep_place(keys, args)
  call('HSET', keys[1] .. 'sweep', 'run', args[1], 'step', args[2], 'score',
       args[3], 'id', args[4])
  return {'kept'}
end

-- Who sweeps: one winnowd at a time, all sites. keys[1] is that of no site.

local function holds(key, who, now)
  local kept = call('HMGET', key, 'holder', 'until')
  return kept[1] == who, not kept[1] or (tonumber(kept[2]) or 0) <= now
end

-- args: who, for how long (ms; 0 gives it up, which only its holder does).
-- Answers whether they sweep (0 or 1), the time (ms), when the run under way
-- began ('' for none), the site it finished last, and of the last run that
-- finished when it began and when it ended.
function retention.hold(keys, args)
  local key, now = keys[1] .. 'sweep', now_ms()
  local mine, free = holds(key, args[1], now)
  local held = (mine or free) and args[2] ~= '0'
  if held then
    call('HSET', key, 'holder', args[1], 'until', now + tonumber(args[2]))
  elseif mine then
    call('HDEL', key, 'holder', 'until')
  end
  local run = call('HMGET', key, 'began', 'site', 'last-began', 'last-ended')
  for i = 1, 4 do run[i] = run[i] or '' end
  return {held and 1 or 0, now, run[1], run[2], run[3], run[4]}
end

-- args: who, then `begin`, `site` and the site that is finished, or `end`.
function retention.mark_run(keys, args)
  local key, now = keys[1] .. 'sweep', now_ms()
  local mine, ended = holds(key, args[1], now)
  if not mine or ended then return {'lost'} end
  if args[2] == 'begin' then
    call('HSET', key, 'began', now)
    call('HDEL', key, 'site')
  elseif args[2] == 'site' then
    call('HSET', key, 'site', args[3])
  else
    call('HSET', key, 'last-began', call('HGET', key, 'began') or now,
         'last-ended', now)
    call('HDEL', key, 'began', 'site')
  end
  return {'marked', now}
end

end
