-- Readers' reports of comments. …reports:ID has of one comment:
--   REPORTER (17 bytes)  one report, a MessagePack map: number; made, ms; reason;
--        weight; outcome, what a moderator's decision said of it ('' nothing yet,
--        a agreed, d dismissed); decided, that decision's revision; generation of
--        the text; handle of the reporter; text; effect ('' none, q it put the
--        comment before moderators, x it took it down)
--   o    the REPORTERs, newest report first
--   n    how many reporters there ever were
--   w    sum of the weights of undecided reports; weights are thousandths
--   g    generation of the text: grows with each edit
--   x    1 while the comment is held because of its reports
--   y, z revisions of the decisions that ended x, and that took it out of
--        …reported, for an undo

-- One table, because Redis loads all files as one function, which may have 200
-- locals.
local reports = {
  KEPT_MAX = 100,          -- of one comment
  SITE_KEPT_MAX = 100000,  -- and of all
  SHOWN = 10,
  RETRACTING_MIN = 3,      -- reporters, to take a comment down
  REPORTER_BYTES = 17,
  REPORTER_SECONDS = 365 * 24 * 3600,
  NETWORK = 2,             -- first byte of a REPORTER known by an address alone
  NETWORK_SECONDS = 7 * 24 * 3600,
  DECIDED_MAX = 50,        -- of one reporter: then older ones count half
}

function reports.key_of(p, id) return p .. 'reports:' .. id end

function reports.reporters_in(order)
  local reporters = {}
  for at = 1, #order, reports.REPORTER_BYTES do
    reporters[#reporters + 1] = order:sub(at, at + reports.REPORTER_BYTES - 1)
  end
  return reporters
end

function reports.by(key, reporter)
  local packed = call('HGET', key, reporter)
  return packed and cmsgpack.unpack(packed) or nil
end

-- How many readers' reports nobody has answered.
function reports.open_count(key, order)
  local count = 0
  for _, reporter in ipairs(reports.reporters_in(order)) do
    local report = reports.by(key, reporter)
    if report and report.outcome == '' then count = count + 1 end
  end
  return count
end

-- In thousandths: 600 for somebody new, more the more often moderators agreed.
function reports.weight_of(p, reporter)
  local record = call('HMGET', p .. 'reporter:' .. reporter, 'a', 'd')
  local agreed, dismissed = tonumber(record[1]) or 0, tonumber(record[2]) or 0
  return math.floor(1000 * (agreed + 1.5) / (agreed + dismissed + 2.5) + 0.5)
end

function reports.count_outcome(p, reporter, outcome, by)
  local key = p .. 'reporter:' .. reporter
  local count = math.max(0, (tonumber(call('HGET', key, outcome)) or 0) + by)
  local other = outcome == 'a' and 'd' or 'a'
  local others = tonumber(call('HGET', key, other)) or 0
  if count + others > reports.DECIDED_MAX then
    count, others = math.floor(count / 2), math.floor(others / 2)
  end
  call('HSET', key, outcome, count, other, others)
  call('EXPIRE', key, reporter:byte(1) == reports.NETWORK and
       reports.NETWORK_SECONDS or reports.REPORTER_SECONDS)
end

-- A moderator has decided about a comment: its reports were right (a) or not
-- (d) and count no more. Before the comment leaves the index of its state.
function reports.settle(p, id, outcome, revision)
  local key = reports.key_of(p, id)
  local kept = call('HMGET', key, 'o', 'w', 'x')
  if not kept[1] or ((tonumber(kept[2]) or 0) == 0 and not kept[3]) then
    return
  end
  for _, reporter in ipairs(reports.reporters_in(kept[1])) do
    local report = reports.by(key, reporter)
    if report and report.outcome == '' then
      report.outcome, report.decided = outcome, tostring(revision)
      call('HSET', key, reporter, cmsgpack.pack(report))
      reports.count_outcome(p, reporter, outcome, 1)
    end
  end
  call('HSET', key, 'w', 0)
  if kept[3] then
    call('HDEL', key, 'x')
    call('HSET', key, 'y', revision)
  end
  if call('ZREM', p .. 'reported', id) == 1 then
    call('HSET', key, 'z', revision)
  end
end

-- The decision that made `revision` is taken back, and with it what it said of
-- reports. After the comment is back in the state `to`.
function reports.reopen(p, id, revision, to)
  local key = reports.key_of(p, id)
  local kept = call('HMGET', key, 'o', 'y', 'z')
  if not kept[1] then return end
  local sum = 0
  for _, reporter in ipairs(reports.reporters_in(kept[1])) do
    local report = reports.by(key, reporter)
    if report and report.outcome ~= '' and report.decided == revision then
      reports.count_outcome(p, reporter, report.outcome, -1)
      report.outcome, report.decided = '', ''
      sum = sum + report.weight
      call('HSET', key, reporter, cmsgpack.pack(report))
    end
  end
  if sum > 0 then call('HINCRBY', key, 'w', sum) end
  if kept[2] == revision and to == 'H' then call('HSET', key, 'x', 1) end
  if kept[3] == revision and to == 'A' then
    call('ZADD', p .. 'reported', now_ms(), id)
  end
end

-- Another text: whoever reported the old one may report the new one.
function reports.text_was_edited(p, id)
  local key = reports.key_of(p, id)
  if call('EXISTS', key) == 1 then call('HINCRBY', key, 'g', 1) end
end

-- Takes one report out of its comment; the index of all is the caller's.
function reports.drop(p, id, reporter)
  local key = reports.key_of(p, id)
  local report = reports.by(key, reporter)
  local order = call('HGET', key, 'o') or ''
  local left = {}
  for _, other in ipairs(reports.reporters_in(order)) do
    if other ~= reporter then left[#left + 1] = other end
  end
  if report and report.outcome == '' then
    call('HINCRBY', key, 'w', -report.weight)
  end
  call('HDEL', key, reporter)
  call('HSET', key, 'o', table.concat(left))
end

-- Nothing stays of the reports of a comment that is gone.
function reports.forget(p, id)
  local order = call('HGET', reports.key_of(p, id), 'o')
  if not order then return end
  local members = reports.reporters_in(order)
  for i, reporter in ipairs(members) do members[i] = id .. reporter end
  if #members > 0 then call('ZREM', p .. 'reports', unpack(members)) end
  call('DEL', reports.key_of(p, id))
end

function reports.row(report)
  return {tostring(report.number), tostring(report.made), report.reason,
          report.weight, report.outcome, report.handle, report.text,
          report.effect}
end

-- At most `limit` reports of a comment, newest first.
function reports.rows(key, order, limit)
  local rows = {}
  for i, reporter in ipairs(reports.reporters_in(order)) do
    if i > limit then break end
    local report = reports.by(key, reporter)
    if report then rows[#rows + 1] = reports.row(report) end
  end
  return rows
end

-- {how many, sum of weights, whether it is held for them, whether it is before
-- moderators while published, newest reports}; nothing for a comment without.
function reports.summary(p, id)
  local key = reports.key_of(p, id)
  local kept = call('HMGET', key, 'n', 'w', 'x', 'o')
  if not kept[1] then return {} end
  return {kept[1], kept[2] or '0', kept[3] or '0',
          call('ZSCORE', p .. 'reported', id) and '1' or '0',
          reports.rows(key, kept[4] or '', reports.SHOWN)}
end
