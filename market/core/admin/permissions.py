"""Which table of the administration which role may read: the one list. Nobody may write there.

Moderators see what reports are about, without addresses and private names of people; leads that, and people, the audit
log, and the work that disputes are about; officers the register; operators money and machinery and no messages.
What is secret (see `ReadOnlyModelAdmin.hidden`) nobody sees. What each may do stands in docs/staff.md.
"""

from typing import Any

MODERATOR = """
    safety.Report safety.ReportedMessage
    moderation.Case moderation.Flag moderation.Measure moderation.Appeal moderation.Phrase
    jobs.Job jobs.Question jobs.Change jobs.Invitation
    profiles.Skill profiles.Profile profiles.ProfileAddress profiles.PortfolioCase profiles.PortfolioPicture
    profiles.ClientProfile
    services.Service services.Package services.Extra services.Question services.FaqEntry services.ServicePicture
    reviews.Exchange reviews.Review
"""
LEAD = f"""
    {MODERATOR}
    accounts.User accounts.Device accounts.EmergencyRight core.AuditEntry files.Upload
    safety.Block moderation.Hint moderation.TextPrint standing.Score standing.Recount
    jobs.Thread jobs.Mark search.PastSearch search.SavedProfile search.SavedService search.SavedSearch
    search.SavedSearchResult search.JobSuggestion
    bids.Bid bids.Terms bids.Answer bids.BidNote bids.Letter
    coaching.Coaching coaching.Consent coaching.BidReview
    messaging.Conversation messaging.Member messaging.Message messaging.MessageFile
    messaging.MessageEdit messaging.MessageDeletion messaging.QuickReply
    contracts.Contract contracts.Milestone contracts.Delivery contracts.Proposal services.Order
    disputes.Dispute disputes.Statement disputes.Evidence disputes.Offer disputes.Ruling disputes.Companion
    disputes.Correction
"""
OFFICER = """
    training.District training.Topic training.Batch training.Certificate training.FormerCertificate training.Issuance
    training.PreparedName training.Printing training.Credential training.Appeal
    training.Programme training.PlanTemplate training.Phase training.Venue training.BatchTrainer training.ClassSession
    training.ClassMove training.ClassMaterial training.ClassTask training.ClassQuestion training.Recording
    training.RoomHost training.CalendarPeriod training.RegisterImport training.EarlierCertificate training.Application
    training.TopicWish training.Selection training.SelectionChange training.SelectionPlace training.RegisterObjection
    training.ObjectionDecision training.Grievance training.GrievanceMessage
    training.ClassInquiry training.ClassReport training.ClassProblem
    training.TravelPlan training.TravelVersion training.TravelClass
    training.Enrolment training.EnrolmentChange training.AttendanceMark training.Attendance training.Project
    coaching.Support coaching.SupportAnswer training.GraduationException training.ProjectChange training.CheckIn
    training.ProjectVersion training.VersionComment training.Brief training.Criterion training.Assessment
    training.AssessmentPoints training.AllowanceRule training.AllowanceList training.AllowanceLine
    training.AllowanceCorrection training.GuideCopy training.GuideCopyChange training.AttendanceCode
    training.CodeTries training.Countersignature training.CheckSet training.CheckQuestion training.CheckTry
    training.DistrictOutage training.DistrictOutageChange training.MovedDeadline
    training.OutageClaim training.AttendanceObjection training.AttendanceDecision training.Signatories
    training.FigureBlock training.FigureSnapshot
    training.TracerRound training.TracerAnswer training.TracerRefusal training.TracerResult
    learning.Course learning.CourseVersion learning.Module learning.Lesson learning.Picture learning.Question
    learning.Exam learning.PaperRule learning.ExtraTime learning.Sitting learning.SittingDevice
    learning.SittingAnswer learning.AnswerFile learning.Interruption learning.SittingMark learning.Remark learning.Viva
    learning.ExamBadge
    learning.Video learning.Rendition learning.VideoCaptions learning.VideoProgress
    learning.CourseDraft learning.DraftLesson learning.DraftQuestion
    learning.LessonQuestion learning.LessonAnswer learning.LessonNote
    learning.QuestionSet learning.LessonProgress learning.CheckAnswer learning.BatchVersion
"""
OPERATOR = """
    accounts.User accounts.Device accounts.ApiToken accounts.EmailChange accounts.Export accounts.Deletion
    accounts.PhoneNumber accounts.PhoneCode socialaccount.SocialAccount accounts.EmergencyRight core.SiteKey
    core.AuditEntry core.Bookmark core.LimitCounter core.StoredAnswer core.ClockOffset core.KeptMail core.LastRun
    files.PartialUpload files.Upload files.UploadPart realtime.Ticket training.SigningKey training.RegisterMark
    notifications.Notification notifications.NewsSettings notifications.AddressTrouble notifications.PushKey
    notifications.Subscription
    integrations.Endpoint integrations.Delivery integrations.Attempt
    contracts.Contract contracts.Milestone contracts.CalendarKey services.Order
    payments.LedgerAccount payments.LedgerBalance payments.LedgerTransaction payments.LedgerEntry payments.LedgerBlock
    payments.Funding payments.PayoutAccount payments.Payout payments.Release payments.Refund payments.ProviderEvent
    documents.Document documents.Series documents.BillingDetails
    payments.Chargeback payments.ExchangeRate payments.PayoutMethod payments.PayoutBatch payments.LedgerDay
    payments.Reconciliation payments.ReconciliationDifference payments.StaffProposal payments.WorkAlarm
    payments.Allowance payments.AllowanceQuestion
    payments.Debt payments.GiveBack payments.PayoutQuote payments.Holiday payments.EvidenceFile
    search.ProfileDocument search.JobDocument search.ServiceDocument search.MessageDocument search.SearchChange
    search.LessonDocument search.SearchIndex search.SkillPhrase search.RankingVersion
    sandbox.Account sandbox.AccountLink sandbox.PaymentIntent sandbox.Session sandbox.Payout
    sandbox.BalanceTransaction sandbox.Transfer sandbox.Reversal sandbox.Charge sandbox.Refund sandbox.Answer
    sandbox.Event sandbox.Delivery sandbox.Fault sandbox.Dispute sandbox.File sandbox.ShortMessage
    sandbox.BkashPayment sandbox.BkashRefund sandbox.BkashNotice sandbox.BkashTransfer sandbox.BkashDeposit
    sandbox.SslcommerzSession sandbox.SslcommerzPayment sandbox.SslcommerzRefund sandbox.SslcommerzNotice
"""
TABLES = {
    "moderator": frozenset(MODERATOR.split()),
    "lead": frozenset(LEAD.split()),
    "officer": frozenset(OFFICER.split()),
    "operator": frozenset(OPERATOR.split()),
}


def may_see(user: Any, label: str) -> bool:
    """Whether one of the user's roles may read the table ("jobs.Job")."""
    roles = {*getattr(user, "roles", ()), getattr(user, "borrowed", "")}
    return any(label in TABLES.get(role, ()) for role in roles)
