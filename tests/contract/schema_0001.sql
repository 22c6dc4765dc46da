-- A database as the first version made it (SQLite), with a job that ended, one that was cancelled
-- and one that is open: its tasks are reused, resting after a failure, running and waiting.
CREATE TABLE jobs (
    seq INTEGER NOT NULL,
    id VARCHAR(64) NOT NULL,
    name TEXT NOT NULL,
    priority INTEGER NOT NULL,
    client_token VARCHAR(255),
    created_at FLOAT NOT NULL,
    cancelled_at FLOAT,
    PRIMARY KEY (seq),
    UNIQUE (id),
    UNIQUE (client_token)
);
INSERT INTO "jobs" VALUES(1,'ended','job ended',0,'token-1',1000000.0,NULL);
INSERT INTO "jobs" VALUES(2,'cancelled','job cancelled',0,NULL,1000002.0,1000002.0);
INSERT INTO "jobs" VALUES(3,'open','job open',3,NULL,1000002.0,NULL);
CREATE TABLE memo (
    request_key VARCHAR(64) NOT NULL,
    result TEXT NOT NULL,
    written_at FLOAT NOT NULL,
    PRIMARY KEY (request_key)
);
INSERT INTO "memo" VALUES('request-0000','{"asset_key":"asset-of-request-0000","key":"assets/as/asset-of-request-0000.jpg","sha256":"bb","bytes":1234,"width":1080,"height":1920,"frames":1,"fps":null,"duration_s":null,"codec":"jpeg","fonts":["Cairo"],"warnings":[],"render_s":0.25,"created":true,"poster":null}',1000002.0);
CREATE TABLE tasks (
    id INTEGER NOT NULL,
    job_seq INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    request_key VARCHAR(64) NOT NULL,
    priority INTEGER NOT NULL,
    state VARCHAR(16) NOT NULL,
    attempt INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    owner VARCHAR(255),
    due_at FLOAT NOT NULL,
    started_at FLOAT,
    ended_at FLOAT,
    reused BOOLEAN NOT NULL,
    task TEXT NOT NULL,
    result TEXT,
    failure TEXT,
    PRIMARY KEY (id),
    UNIQUE (job_seq, request_key),
    UNIQUE (job_seq, ordinal),
    FOREIGN KEY(job_seq) REFERENCES jobs (seq)
);
INSERT INTO "tasks" VALUES(1,1,0,'request-0000',0,'succeeded',1,0,'me',1000010.0,1000000.0,1000002.0,FALSE,'{"template":"00","template_id":"spotlight","template_version":"1.0.0","ratio":"9:16","locale":"ar-EG","content":{"headline":"ليالي القاهرة"},"format":"jpg","cost_s":1.0,"uses":[{"market":"EG","channel":null,"artist_id":"a1","rank":1,"reasons":[],"model_version":null}]}','{"asset_key":"asset-of-request-0000","key":"assets/as/asset-of-request-0000.jpg","sha256":"bb","bytes":1234,"width":1080,"height":1920,"frames":1,"fps":null,"duration_s":null,"codec":"jpeg","fonts":["Cairo"],"warnings":[],"render_s":0.25,"created":true,"poster":null}',NULL);
INSERT INTO "tasks" VALUES(2,1,1,'request-0001',0,'failed',1,1,'me',1000010.0,1000000.0,1000002.0,FALSE,'{"template":"00","template_id":"spotlight","template_version":"1.0.0","ratio":"9:16","locale":"ar-EG","content":{"headline":"ليالي القاهرة"},"format":"jpg","cost_s":1.0,"uses":[{"market":"EG","channel":null,"artist_id":"a1","rank":1,"reasons":[],"model_version":null}]}',NULL,'{"code":"missing_slot","message":"slot headline is empty","retryable":false}');
INSERT INTO "tasks" VALUES(3,2,0,'request-0000',0,'cancelled',0,0,NULL,1000002.0,NULL,1000002.0,FALSE,'{"template":"00","template_id":"spotlight","template_version":"1.0.0","ratio":"9:16","locale":"ar-EG","content":{"headline":"ليالي القاهرة"},"format":"jpg","cost_s":1.0,"uses":[{"market":"EG","channel":null,"artist_id":"a1","rank":1,"reasons":[],"model_version":null}]}',NULL,NULL);
INSERT INTO "tasks" VALUES(4,3,0,'request-0000',3,'succeeded',0,0,NULL,1000002.0,NULL,1000002.0,TRUE,'{"template":"00","template_id":"spotlight","template_version":"1.0.0","ratio":"9:16","locale":"ar-EG","content":{"headline":"ليالي القاهرة"},"format":"jpg","cost_s":1.0,"uses":[{"market":"EG","channel":null,"artist_id":"a1","rank":1,"reasons":[],"model_version":null}]}','{"asset_key":"asset-of-request-0000","key":"assets/as/asset-of-request-0000.jpg","sha256":"bb","bytes":1234,"width":1080,"height":1920,"frames":1,"fps":null,"duration_s":null,"codec":"jpeg","fonts":["Cairo"],"warnings":[],"render_s":0.25,"created":true,"poster":null}',NULL);
INSERT INTO "tasks" VALUES(5,3,1,'request-0001',3,'queued',1,1,'me',1000007.0,1000002.0,NULL,FALSE,'{"template":"00","template_id":"spotlight","template_version":"1.0.0","ratio":"9:16","locale":"ar-EG","content":{"headline":"ليالي القاهرة"},"format":"jpg","cost_s":1.0,"uses":[{"market":"EG","channel":null,"artist_id":"a1","rank":1,"reasons":[],"model_version":null}]}',NULL,'{"code":"store_unreachable","message":"no answer","retryable":true}');
INSERT INTO "tasks" VALUES(6,3,2,'request-0002',3,'running',1,0,'me',1000012.0,1000002.0,NULL,FALSE,'{"template":"00","template_id":"spotlight","template_version":"1.0.0","ratio":"9:16","locale":"ar-EG","content":{"headline":"ليالي القاهرة"},"format":"jpg","cost_s":1.0,"uses":[{"market":"EG","channel":null,"artist_id":"a1","rank":1,"reasons":[],"model_version":null}]}',NULL,NULL);
INSERT INTO "tasks" VALUES(7,3,3,'request-0003',3,'queued',0,0,NULL,1000002.0,NULL,NULL,FALSE,'{"template":"00","template_id":"spotlight","template_version":"1.0.0","ratio":"9:16","locale":"ar-EG","content":{"headline":"ليالي القاهرة"},"format":"jpg","cost_s":1.0,"uses":[{"market":"EG","channel":null,"artist_id":"a1","rank":1,"reasons":[],"model_version":null}]}',NULL,NULL);
CREATE INDEX tasks_of_job ON tasks (job_seq, state);
CREATE INDEX tasks_next ON tasks (state, priority DESC, job_seq, ordinal);
