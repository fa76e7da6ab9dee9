using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Throughline.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "equity_dataset_cells",
                columns: table => new
                {
                    Dataset = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_equity_dataset_cells", x => x.Dataset);
                });

            migrationBuilder.CreateTable(
                name: "log_entry",
                columns: table => new
                {
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Action = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    SubjectKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    SubjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Details = table.Column<string>(type: "TEXT", nullable: false),
                    Rows = table.Column<int>(type: "INTEGER", nullable: false),
                    RowsHash = table.Column<string>(type: "TEXT", nullable: false),
                    Undoes = table.Column<long>(type: "INTEGER", nullable: true),
                    Redoes = table.Column<long>(type: "INTEGER", nullable: true),
                    Previous = table.Column<string>(type: "TEXT", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_log_entry", x => new { x.Project, x.Seq });
                });

            migrationBuilder.CreateTable(
                name: "log_head",
                columns: table => new
                {
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_log_head", x => x.Project);
                });

            migrationBuilder.CreateTable(
                name: "log_value",
                columns: table => new
                {
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    Table = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Operation = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Hash = table.Column<string>(type: "TEXT", nullable: false),
                    Salt = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Before = table.Column<string>(type: "TEXT", nullable: true),
                    After = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_log_value", x => new { x.Project, x.Seq, x.Ordinal });
                });

            migrationBuilder.CreateTable(
                name: "project",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Question = table.Column<string>(type: "TEXT", nullable: false),
                    AttributionPattern = table.Column<string>(type: "TEXT", nullable: false),
                    SmallestGroup = table.Column<int>(type: "INTEGER", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_project", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "project_job",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    Payload = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    StopAsked = table.Column<bool>(type: "INTEGER", nullable: false),
                    Message = table.Column<string>(type: "TEXT", nullable: true),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    BeatAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Cleared = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_project_job", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "project_place",
                columns: table => new
                {
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SubjectKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    SubjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_project_place", x => new { x.Project, x.Analyst, x.SubjectKind, x.SubjectId });
                });

            migrationBuilder.CreateTable(
                name: "coding_code",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Parent = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Definition = table.Column<string>(type: "TEXT", nullable: false),
                    WhenToUse = table.Column<string>(type: "TEXT", nullable: false),
                    WhenNot = table.Column<string>(type: "TEXT", nullable: false),
                    Example = table.Column<string>(type: "TEXT", nullable: false),
                    Colour = table.Column<int>(type: "INTEGER", nullable: false),
                    Order = table.Column<int>(type: "INTEGER", nullable: false),
                    Origin = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    OriginNote = table.Column<string>(type: "TEXT", nullable: false),
                    FrameworkTerm = table.Column<string>(type: "TEXT", nullable: true),
                    RetiredAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    MergedInto = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ToReview = table.Column<bool>(type: "INTEGER", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    MadeBy = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_code", x => x.Id);
                    table.ForeignKey(
                        name: "FK_coding_code_coding_code_MergedInto",
                        column: x => x.MergedInto,
                        principalTable: "coding_code",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_code_coding_code_Parent",
                        column: x => x.Parent,
                        principalTable: "coding_code",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_code_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_codebook_version",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: false),
                    FrozenAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    FrozenBy = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_codebook_version", x => x.Id);
                    table.ForeignKey(
                        name: "FK_coding_codebook_version_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "framing_own_framework",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    FileName = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Yaml = table.Column<string>(type: "TEXT", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    AddedBy = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_framing_own_framework", x => x.Id);
                    table.ForeignKey(
                        name: "FK_framing_own_framework_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "framing_term_change",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Framework = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Term = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Parent = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    IsOwn = table.Column<bool>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 160, nullable: false),
                    Definition = table.Column<string>(type: "TEXT", nullable: false),
                    IsRetired = table.Column<bool>(type: "INTEGER", nullable: false),
                    MergedInto = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_framing_term_change", x => x.Id);
                    table.ForeignKey(
                        name: "FK_framing_term_change_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_analyst",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Stance = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_project_analyst", x => x.Id);
                    table.ForeignKey(
                        name: "FK_project_analyst_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "review_exclusion_reason",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review_exclusion_reason", x => x.Id);
                    table.ForeignKey(
                        name: "FK_review_exclusion_reason_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "review_extraction_field",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Type = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Choices = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review_extraction_field", x => x.Id);
                    table.ForeignKey(
                        name: "FK_review_extraction_field_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Current = table.Column<byte[]>(type: "BLOB", nullable: false),
                    FileName = table.Column<string>(type: "TEXT", nullable: false),
                    FileSha256 = table.Column<string>(type: "TEXT", nullable: false),
                    ImportedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ImportedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    BinnedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    TurnsConfirmed = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source", x => x.Id);
                    table.ForeignKey(
                        name: "FK_source_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_attribute",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Type = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Order = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_attribute", x => x.Id);
                    table.ForeignKey(
                        name: "FK_source_attribute_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_case",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Order = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_case", x => x.Id);
                    table.ForeignKey(
                        name: "FK_source_case_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_pseudonym",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Pseudonym = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Order = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_pseudonym", x => x.Id);
                    table.ForeignKey(
                        name: "FK_source_pseudonym_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_plan",
                columns: table => new
                {
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    OrderRule = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    OrderReason = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false),
                    Appraisal = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    AppraisalReason = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false),
                    Stance = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false),
                    Plain = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_plan", x => x.Project);
                    table.ForeignKey(
                        name: "FK_synthesis_plan_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_job_file",
                columns: table => new
                {
                    Job = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_project_job_file", x => new { x.Job, x.Ordinal });
                    table.ForeignKey(
                        name: "FK_project_job_file_project_job_Job",
                        column: x => x.Job,
                        principalTable: "project_job",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_job_line",
                columns: table => new
                {
                    Job = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Message = table.Column<string>(type: "TEXT", nullable: false),
                    SubjectKind = table.Column<string>(type: "TEXT", nullable: true),
                    SubjectId = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_project_job_line", x => new { x.Job, x.Ordinal });
                    table.ForeignKey(
                        name: "FK_project_job_line_project_job_Job",
                        column: x => x.Job,
                        principalTable: "project_job",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_codebook_version_code",
                columns: table => new
                {
                    Version = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Code = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Parent = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Path = table.Column<string>(type: "TEXT", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Definition = table.Column<string>(type: "TEXT", nullable: false),
                    WhenToUse = table.Column<string>(type: "TEXT", nullable: false),
                    WhenNot = table.Column<string>(type: "TEXT", nullable: false),
                    Example = table.Column<string>(type: "TEXT", nullable: false),
                    Colour = table.Column<int>(type: "INTEGER", nullable: false),
                    Origin = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    OriginNote = table.Column<string>(type: "TEXT", nullable: false),
                    FrameworkTerm = table.Column<string>(type: "TEXT", nullable: true),
                    IsRetired = table.Column<bool>(type: "INTEGER", nullable: false),
                    MergedInto = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_codebook_version_code", x => new { x.Version, x.Code });
                    table.ForeignKey(
                        name: "FK_coding_codebook_version_code_coding_codebook_version_Version",
                        column: x => x.Version,
                        principalTable: "coding_codebook_version",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_memo",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    OnKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    OnId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Context = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_memo", x => x.Id);
                    table.ForeignKey(
                        name: "FK_coding_memo_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_memo_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_recent_search",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Query = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_recent_search", x => x.Id);
                    table.ForeignKey(
                        name: "FK_coding_recent_search_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_recent_search_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_theme",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Order = table.Column<int>(type: "INTEGER", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    MadeBy = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_theme", x => x.Id);
                    table.ForeignKey(
                        name: "FK_coding_theme_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_theme_project_analyst_MadeBy",
                        column: x => x.MadeBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "equity_dataset",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    FileName = table.Column<string>(type: "TEXT", nullable: false),
                    FileSha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Sheet = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Rows = table.Column<int>(type: "INTEGER", nullable: false),
                    Heading = table.Column<string>(type: "TEXT", nullable: false),
                    What = table.Column<string>(type: "TEXT", nullable: false),
                    Unit = table.Column<string>(type: "TEXT", nullable: false),
                    Direction = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    RankedBy = table.Column<string>(type: "TEXT", nullable: false),
                    Vintage = table.Column<string>(type: "TEXT", nullable: false),
                    ToVintage = table.Column<string>(type: "TEXT", nullable: false),
                    Meanings = table.Column<string>(type: "TEXT", nullable: false),
                    From = table.Column<string>(type: "TEXT", nullable: false),
                    ImportedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ImportedBy = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_equity_dataset", x => x.Id);
                    table.ForeignKey(
                        name: "FK_equity_dataset_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_equity_dataset_project_analyst_ImportedBy",
                        column: x => x.ImportedBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_assignment",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SubjectKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    SubjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AssignedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    FinishedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_project_assignment", x => x.Id);
                    table.ForeignKey(
                        name: "FK_project_assignment_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "review_search_run",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Database = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Platform = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    RanOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Blocks = table.Column<string>(type: "TEXT", maxLength: 20000, nullable: false),
                    Limits = table.Column<string>(type: "TEXT", maxLength: 20000, nullable: false),
                    RanBy = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Hits = table.Column<int>(type: "INTEGER", nullable: true),
                    RerunOf = table.Column<byte[]>(type: "BLOB", nullable: true),
                    BeganFrom = table.Column<byte[]>(type: "BLOB", nullable: true),
                    AddedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review_search_run", x => x.Id);
                    table.ForeignKey(
                        name: "FK_review_search_run_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_search_run_project_analyst_AddedBy",
                        column: x => x.AddedBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_search_run_review_search_run_RerunOf",
                        column: x => x.RerunOf,
                        principalTable: "review_search_run",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "review_study",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Label = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    DataYear = table.Column<int>(type: "INTEGER", nullable: true),
                    DataYears = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Participants = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    WithdrawnWhy = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    AddedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review_study", x => x.Id);
                    table.ForeignKey(
                        name: "FK_review_study_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_study_project_analyst_AddedBy",
                        column: x => x.AddedBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "review_target_paper",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 20000, nullable: false),
                    Doi = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    AddedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review_target_paper", x => x.Id);
                    table.ForeignKey(
                        name: "FK_review_target_paper_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_target_paper_project_analyst_AddedBy",
                        column: x => x.AddedBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_alternative",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    OnKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    OnId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    WrittenBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    WrittenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_alternative", x => x.Id);
                    table.ForeignKey(
                        name: "FK_synthesis_alternative_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_alternative_project_analyst_WrittenBy",
                        column: x => x.WrittenBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_cluster",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    MadeBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_cluster", x => x.Id);
                    table.ForeignKey(
                        name: "FK_synthesis_cluster_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_cluster_project_analyst_MadeBy",
                        column: x => x.MadeBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_phase_entry",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Phase = table.Column<int>(type: "INTEGER", nullable: false),
                    IsOutcome = table.Column<bool>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false),
                    Why = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false),
                    DecidedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    WrittenBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    WrittenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_phase_entry", x => x.Id);
                    table.ForeignKey(
                        name: "FK_synthesis_phase_entry_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_phase_entry_project_analyst_WrittenBy",
                        column: x => x.WrittenBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_storyline",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Lens = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Standing = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Why = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false),
                    DoesNotFit = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    WrittenBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    WrittenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_storyline", x => x.Id);
                    table.ForeignKey(
                        name: "FK_synthesis_storyline_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_storyline_project_analyst_WrittenBy",
                        column: x => x.WrittenBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_model_part",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    IsArrow = table.Column<bool>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    BoxType = table.Column<string>(type: "TEXT", nullable: false),
                    Reach = table.Column<string>(type: "TEXT", nullable: false),
                    From = table.Column<string>(type: "TEXT", nullable: false),
                    To = table.Column<string>(type: "TEXT", nullable: false),
                    IsVisible = table.Column<bool>(type: "INTEGER", nullable: false),
                    Note = table.Column<string>(type: "TEXT", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_model_part", x => x.Id);
                    table.ForeignKey(
                        name: "FK_targeting_model_part_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_model_part_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_note",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Code = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Order = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_note", x => x.Id);
                    table.ForeignKey(
                        name: "FK_coding_note_coding_code_Code",
                        column: x => x.Code,
                        principalTable: "coding_code",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_note_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_note_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_notes_check",
                columns: table => new
                {
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_notes_check", x => new { x.Source, x.Analyst });
                    table.ForeignKey(
                        name: "FK_coding_notes_check_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_notes_check_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_settlement",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Code = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Start = table.Column<int>(type: "INTEGER", nullable: false),
                    End = table.Column<int>(type: "INTEGER", nullable: false),
                    As = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Adopted = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_settlement", x => x.Id);
                    table.ForeignKey(
                        name: "FK_coding_settlement_coding_code_Code",
                        column: x => x.Code,
                        principalTable: "coding_code",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_settlement_project_analyst_Adopted",
                        column: x => x.Adopted,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_settlement_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_settlement_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "policy_document",
                columns: table => new
                {
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Publisher = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    DatedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Status = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Focus = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Supersedes = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_document", x => x.Source);
                    table.ForeignKey(
                        name: "FK_policy_document_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_document_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_document_source_Supersedes",
                        column: x => x.Supersedes,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "policy_theory",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Origin = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Problem = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Logic = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Mechanism = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Kinds = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Groups = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Aims = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    CauseLevels = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Means = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    MechanismLevels = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Degree = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Unanswered = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Evidence = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Why = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_theory", x => x.Id);
                    table.ForeignKey(
                        name: "FK_policy_theory_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_theory_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_theory_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_original",
                columns: table => new
                {
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_original", x => x.Source);
                    table.ForeignKey(
                        name: "FK_source_original_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_other_reading",
                columns: table => new
                {
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Order = table.Column<string>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Structure = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_other_reading", x => x.Source);
                    table.ForeignKey(
                        name: "FK_source_other_reading_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_revision",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    Words = table.Column<int>(type: "INTEGER", nullable: false),
                    Structure = table.Column<string>(type: "TEXT", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    MadeBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_revision", x => x.Id);
                    table.ForeignKey(
                        name: "FK_source_revision_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_session",
                columns: table => new
                {
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    People = table.Column<string>(type: "TEXT", nullable: false),
                    Date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Minutes = table.Column<int>(type: "INTEGER", nullable: true),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Consent = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ConsentNote = table.Column<string>(type: "TEXT", nullable: false),
                    AskedBy = table.Column<string>(type: "TEXT", nullable: false),
                    Why = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_session", x => x.Source);
                    table.ForeignKey(
                        name: "FK_source_session_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_speaker",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Label = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    IsInterviewer = table.Column<bool>(type: "INTEGER", nullable: false),
                    Order = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_speaker", x => x.Id);
                    table.ForeignKey(
                        name: "FK_source_speaker_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_case_value",
                columns: table => new
                {
                    Case = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Attribute = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_case_value", x => new { x.Case, x.Attribute });
                    table.ForeignKey(
                        name: "FK_source_case_value_source_attribute_Attribute",
                        column: x => x.Attribute,
                        principalTable: "source_attribute",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_source_case_value_source_case_Case",
                        column: x => x.Case,
                        principalTable: "source_case",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_theme_code",
                columns: table => new
                {
                    Theme = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Code = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_theme_code", x => new { x.Theme, x.Code });
                    table.ForeignKey(
                        name: "FK_coding_theme_code_coding_code_Code",
                        column: x => x.Code,
                        principalTable: "coding_code",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_theme_code_coding_theme_Theme",
                        column: x => x.Theme,
                        principalTable: "coding_theme",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "equity_dataset_column",
                columns: table => new
                {
                    Dataset = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_equity_dataset_column", x => new { x.Dataset, x.Role });
                    table.ForeignKey(
                        name: "FK_equity_dataset_column_equity_dataset_Dataset",
                        column: x => x.Dataset,
                        principalTable: "equity_dataset",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "equity_dataset_file",
                columns: table => new
                {
                    Dataset = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_equity_dataset_file", x => x.Dataset);
                    table.ForeignKey(
                        name: "FK_equity_dataset_file_equity_dataset_Dataset",
                        column: x => x.Dataset,
                        principalTable: "equity_dataset",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "equity_figure",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Dataset = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Place = table.Column<string>(type: "TEXT", nullable: false),
                    Period = table.Column<string>(type: "TEXT", nullable: false),
                    People = table.Column<string>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Method = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Scale = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    WithWider = table.Column<bool>(type: "INTEGER", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    MadeBy = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_equity_figure", x => x.Id);
                    table.ForeignKey(
                        name: "FK_equity_figure_equity_dataset_Dataset",
                        column: x => x.Dataset,
                        principalTable: "equity_dataset",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_equity_figure_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_equity_figure_project_analyst_MadeBy",
                        column: x => x.MadeBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "equity_site_choice",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Dataset = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    NameColumn = table.Column<string>(type: "TEXT", nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false),
                    Filters = table.Column<string>(type: "TEXT", nullable: false),
                    WhyFilter = table.Column<string>(type: "TEXT", nullable: false),
                    Characteristics = table.Column<string>(type: "TEXT", nullable: false),
                    NotAllSame = table.Column<string>(type: "TEXT", nullable: false),
                    Declined = table.Column<string>(type: "TEXT", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    MadeBy = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_equity_site_choice", x => x.Id);
                    table.ForeignKey(
                        name: "FK_equity_site_choice_equity_dataset_Dataset",
                        column: x => x.Dataset,
                        principalTable: "equity_dataset",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_equity_site_choice_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_equity_site_choice_project_analyst_MadeBy",
                        column: x => x.MadeBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "review_appraisal_answer",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Appraisal = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Study = table.Column<byte[]>(type: "BLOB", nullable: false),
                    List = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Question = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    IsSettled = table.Column<bool>(type: "INTEGER", nullable: false),
                    Says = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    AnsweredAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review_appraisal_answer", x => x.Id);
                    table.ForeignKey(
                        name: "FK_review_appraisal_answer_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_appraisal_answer_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_appraisal_answer_review_study_Study",
                        column: x => x.Study,
                        principalTable: "review_study",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "review_citation",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Authors = table.Column<string>(type: "TEXT", nullable: false),
                    Year = table.Column<int>(type: "INTEGER", nullable: true),
                    Date = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Container = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Volume = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Issue = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Pages = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Doi = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Url = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Abstract = table.Column<string>(type: "TEXT", nullable: false),
                    Other = table.Column<string>(type: "TEXT", nullable: false),
                    FileName = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Line = table.Column<int>(type: "INTEGER", nullable: false),
                    Run = table.Column<byte[]>(type: "BLOB", nullable: true),
                    CopyOf = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Study = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: true),
                    AddedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review_citation", x => x.Id);
                    table.ForeignKey(
                        name: "FK_review_citation_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_citation_project_analyst_AddedBy",
                        column: x => x.AddedBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_citation_review_citation_CopyOf",
                        column: x => x.CopyOf,
                        principalTable: "review_citation",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_citation_review_search_run_Run",
                        column: x => x.Run,
                        principalTable: "review_search_run",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_citation_review_study_Study",
                        column: x => x.Study,
                        principalTable: "review_study",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_citation_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "review_extraction_value",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Study = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Field = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Value = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ExtractedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ExtractedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review_extraction_value", x => x.Id);
                    table.ForeignKey(
                        name: "FK_review_extraction_value_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_extraction_value_project_analyst_ExtractedBy",
                        column: x => x.ExtractedBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_extraction_value_review_extraction_field_Field",
                        column: x => x.Field,
                        principalTable: "review_extraction_field",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_extraction_value_review_study_Study",
                        column: x => x.Study,
                        principalTable: "review_study",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_extraction_value_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_cluster_member",
                columns: table => new
                {
                    Cluster = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Study = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_cluster_member", x => new { x.Cluster, x.Study });
                    table.ForeignKey(
                        name: "FK_synthesis_cluster_member_review_study_Study",
                        column: x => x.Study,
                        principalTable: "review_study",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_cluster_member_synthesis_cluster_Cluster",
                        column: x => x.Cluster,
                        principalTable: "synthesis_cluster",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_concept",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Definition = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Level = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Cluster = table.Column<byte[]>(type: "BLOB", nullable: true),
                    MadeBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_concept", x => x.Id);
                    table.ForeignKey(
                        name: "FK_synthesis_concept_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_concept_project_analyst_MadeBy",
                        column: x => x.MadeBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_concept_synthesis_cluster_Cluster",
                        column: x => x.Cluster,
                        principalTable: "synthesis_cluster",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_third_order",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Storyline = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    LensPart = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    WrittenBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    WrittenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_third_order", x => x.Id);
                    table.ForeignKey(
                        name: "FK_synthesis_third_order_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_third_order_project_analyst_WrittenBy",
                        column: x => x.WrittenBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_third_order_synthesis_storyline_Storyline",
                        column: x => x.Storyline,
                        principalTable: "synthesis_storyline",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_note_answer",
                columns: table => new
                {
                    Note = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Comment = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_note_answer", x => new { x.Note, x.Analyst });
                    table.ForeignKey(
                        name: "FK_coding_note_answer_coding_note_Note",
                        column: x => x.Note,
                        principalTable: "coding_note",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_note_answer_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "policy_tension",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Rule = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    One = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Other = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Verdict = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Words = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_tension", x => x.Id);
                    table.ForeignKey(
                        name: "FK_policy_tension_policy_theory_One",
                        column: x => x.One,
                        principalTable: "policy_theory",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_tension_policy_theory_Other",
                        column: x => x.Other,
                        principalTable: "policy_theory",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_tension_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_tension_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "policy_theory_draft",
                columns: table => new
                {
                    Agreed = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Draft = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_theory_draft", x => new { x.Agreed, x.Draft });
                    table.ForeignKey(
                        name: "FK_policy_theory_draft_policy_theory_Agreed",
                        column: x => x.Agreed,
                        principalTable: "policy_theory",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_theory_draft_policy_theory_Draft",
                        column: x => x.Draft,
                        principalTable: "policy_theory",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "policy_theory_tie",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Earlier = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Later = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Fate = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_theory_tie", x => x.Id);
                    table.ForeignKey(
                        name: "FK_policy_theory_tie_policy_theory_Earlier",
                        column: x => x.Earlier,
                        principalTable: "policy_theory",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_theory_tie_policy_theory_Later",
                        column: x => x.Later,
                        principalTable: "policy_theory",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_theory_tie_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_theory_tie_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_excerpt",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Revision = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Start = table.Column<int>(type: "INTEGER", nullable: false),
                    End = table.Column<int>(type: "INTEGER", nullable: false),
                    IsLost = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsKept = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_excerpt", x => x.Id);
                    table.ForeignKey(
                        name: "FK_source_excerpt_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_source_excerpt_source_revision_Revision",
                        column: x => x.Revision,
                        principalTable: "source_revision",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_turn",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Speaker = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Start = table.Column<int>(type: "INTEGER", nullable: false),
                    WordsStart = table.Column<int>(type: "INTEGER", nullable: false),
                    End = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_turn", x => x.Id);
                    table.ForeignKey(
                        name: "FK_source_turn_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_source_turn_source_speaker_Speaker",
                        column: x => x.Speaker,
                        principalTable: "source_speaker",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "equity_figure_step",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Figure = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Said = table.Column<string>(type: "TEXT", nullable: false),
                    Slope = table.Column<double>(type: "REAL", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ChangedBy = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_equity_figure_step", x => x.Id);
                    table.ForeignKey(
                        name: "FK_equity_figure_step_equity_figure_Figure",
                        column: x => x.Figure,
                        principalTable: "equity_figure",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_equity_figure_step_project_analyst_ChangedBy",
                        column: x => x.ChangedBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "review_screening",
                columns: table => new
                {
                    Citation = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Stage = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Verdict = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Reason = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review_screening", x => new { x.Citation, x.Stage });
                    table.ForeignKey(
                        name: "FK_review_screening_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_screening_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_screening_review_citation_Citation",
                        column: x => x.Citation,
                        principalTable: "review_citation",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_screening_review_exclusion_reason_Reason",
                        column: x => x.Reason,
                        principalTable: "review_exclusion_reason",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_comparison",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Study = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Concept = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Relation = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    IsThin = table.Column<bool>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Limits = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    IsIndependent = table.Column<bool>(type: "INTEGER", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_comparison", x => x.Id);
                    table.ForeignKey(
                        name: "FK_synthesis_comparison_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_comparison_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_comparison_review_study_Study",
                        column: x => x.Study,
                        principalTable: "review_study",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_comparison_synthesis_concept_Concept",
                        column: x => x.Concept,
                        principalTable: "synthesis_concept",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_concept_relation",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    From = table.Column<byte[]>(type: "BLOB", nullable: false),
                    To = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    MadeBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_concept_relation", x => x.Id);
                    table.ForeignKey(
                        name: "FK_synthesis_concept_relation_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_concept_relation_project_analyst_MadeBy",
                        column: x => x.MadeBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_concept_relation_synthesis_concept_From",
                        column: x => x.From,
                        principalTable: "synthesis_concept",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_concept_relation_synthesis_concept_To",
                        column: x => x.To,
                        principalTable: "synthesis_concept",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_claim",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ThirdOrder = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    NeedsSupport = table.Column<bool>(type: "INTEGER", nullable: false),
                    Outside = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    WrittenBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    WrittenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_claim", x => x.Id);
                    table.ForeignKey(
                        name: "FK_synthesis_claim_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_claim_project_analyst_WrittenBy",
                        column: x => x.WrittenBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_claim_synthesis_third_order_ThirdOrder",
                        column: x => x.ThirdOrder,
                        principalTable: "synthesis_third_order",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_coding",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Code = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Excerpt = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    IsSuggestion = table.Column<bool>(type: "INTEGER", nullable: false),
                    SuggestedBy = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_coding", x => x.Id);
                    table.ForeignKey(
                        name: "FK_coding_coding_coding_code_Code",
                        column: x => x.Code,
                        principalTable: "coding_code",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_coding_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_coding_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_coding_source_excerpt_Excerpt",
                        column: x => x.Excerpt,
                        principalTable: "source_excerpt",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_note_passage",
                columns: table => new
                {
                    Note = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Excerpt = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_note_passage", x => new { x.Note, x.Excerpt });
                    table.ForeignKey(
                        name: "FK_coding_note_passage_coding_note_Note",
                        column: x => x.Note,
                        principalTable: "coding_note",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_note_passage_source_excerpt_Excerpt",
                        column: x => x.Excerpt,
                        principalTable: "source_excerpt",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_quotation",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Excerpt = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Theme = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Order = table.Column<int>(type: "INTEGER", nullable: false),
                    Edited = table.Column<string>(type: "TEXT", nullable: true),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_quotation", x => x.Id);
                    table.ForeignKey(
                        name: "FK_coding_quotation_coding_theme_Theme",
                        column: x => x.Theme,
                        principalTable: "coding_theme",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_quotation_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_quotation_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_quotation_source_excerpt_Excerpt",
                        column: x => x.Excerpt,
                        principalTable: "source_excerpt",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "coding_theme_passage",
                columns: table => new
                {
                    Theme = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Excerpt = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_coding_theme_passage", x => new { x.Theme, x.Excerpt });
                    table.ForeignKey(
                        name: "FK_coding_theme_passage_coding_theme_Theme",
                        column: x => x.Theme,
                        principalTable: "coding_theme",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_theme_passage_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_theme_passage_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_coding_theme_passage_source_excerpt_Excerpt",
                        column: x => x.Excerpt,
                        principalTable: "source_excerpt",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "framing_representation",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SubjectKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    SubjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Excerpt = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    HeldBy = table.Column<byte[]>(type: "BLOB", nullable: true),
                    HeldOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Origin = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Why = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Parties = table.Column<string>(type: "TEXT", maxLength: 1850, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_framing_representation", x => x.Id);
                    table.ForeignKey(
                        name: "FK_framing_representation_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_framing_representation_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_framing_representation_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_framing_representation_source_case_HeldBy",
                        column: x => x.HeldBy,
                        principalTable: "source_case",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_framing_representation_source_excerpt_Excerpt",
                        column: x => x.Excerpt,
                        principalTable: "source_excerpt",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "policy_statement",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Excerpt = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Standing = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    IsWoven = table.Column<bool>(type: "INTEGER", nullable: false),
                    Entries = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    CountsWith = table.Column<byte[]>(type: "BLOB", nullable: true),
                    AddedBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_statement", x => x.Id);
                    table.ForeignKey(
                        name: "FK_policy_statement_policy_statement_CountsWith",
                        column: x => x.CountsWith,
                        principalTable: "policy_statement",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_statement_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_statement_project_analyst_AddedBy",
                        column: x => x.AddedBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_statement_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_statement_source_excerpt_Excerpt",
                        column: x => x.Excerpt,
                        principalTable: "source_excerpt",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "review_extraction_passage",
                columns: table => new
                {
                    Value = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Excerpt = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ChosenBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ChosenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review_extraction_passage", x => new { x.Value, x.Excerpt });
                    table.ForeignKey(
                        name: "FK_review_extraction_passage_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_extraction_passage_project_analyst_ChosenBy",
                        column: x => x.ChosenBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_extraction_passage_review_extraction_value_Value",
                        column: x => x.Value,
                        principalTable: "review_extraction_value",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_extraction_passage_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_review_extraction_passage_source_excerpt_Excerpt",
                        column: x => x.Excerpt,
                        principalTable: "source_excerpt",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_case_tie",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Case = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Speaker = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Excerpt = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_case_tie", x => x.Id);
                    table.ForeignKey(
                        name: "FK_source_case_tie_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_source_case_tie_source_case_Case",
                        column: x => x.Case,
                        principalTable: "source_case",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_source_case_tie_source_excerpt_Excerpt",
                        column: x => x.Excerpt,
                        principalTable: "source_excerpt",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_source_case_tie_source_speaker_Speaker",
                        column: x => x.Speaker,
                        principalTable: "source_speaker",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "source_excerpt_context",
                columns: table => new
                {
                    Excerpt = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Label = table.Column<string>(type: "TEXT", nullable: false),
                    Start = table.Column<int>(type: "INTEGER", nullable: false),
                    End = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source_excerpt_context", x => new { x.Excerpt, x.Ordinal });
                    table.ForeignKey(
                        name: "FK_source_excerpt_context_source_excerpt_Excerpt",
                        column: x => x.Excerpt,
                        principalTable: "source_excerpt",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_construct",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Study = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Order = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Gloss = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Setting = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    View = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Count = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Page = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Excerpt = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: true),
                    TakenBy = table.Column<byte[]>(type: "BLOB", nullable: false),
                    TakenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_construct", x => x.Id);
                    table.ForeignKey(
                        name: "FK_synthesis_construct_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_construct_project_analyst_TakenBy",
                        column: x => x.TakenBy,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_construct_review_study_Study",
                        column: x => x.Study,
                        principalTable: "review_study",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_construct_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_construct_source_excerpt_Excerpt",
                        column: x => x.Excerpt,
                        principalTable: "source_excerpt",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_claim_support",
                columns: table => new
                {
                    Claim = table.Column<byte[]>(type: "BLOB", nullable: false),
                    OnKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    OnId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_claim_support", x => new { x.Claim, x.OnKind, x.OnId });
                    table.ForeignKey(
                        name: "FK_synthesis_claim_support_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_claim_support_synthesis_claim_Claim",
                        column: x => x.Claim,
                        principalTable: "synthesis_claim",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "framing_field",
                columns: table => new
                {
                    Representation = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Field = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Terms = table.Column<string>(type: "TEXT", nullable: false),
                    Words = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_framing_field", x => new { x.Representation, x.Field });
                    table.ForeignKey(
                        name: "FK_framing_field_framing_representation_Representation",
                        column: x => x.Representation,
                        principalTable: "framing_representation",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "framing_link",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    From = table.Column<byte[]>(type: "BLOB", nullable: false),
                    To = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Tie = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Amended = table.Column<string>(type: "TEXT", maxLength: 600, nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_framing_link", x => x.Id);
                    table.ForeignKey(
                        name: "FK_framing_link_framing_representation_From",
                        column: x => x.From,
                        principalTable: "framing_representation",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_framing_link_framing_representation_To",
                        column: x => x.To,
                        principalTable: "framing_representation",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_framing_link_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_target",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Representation = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Follows = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_target", x => x.Id);
                    table.ForeignKey(
                        name: "FK_targeting_target_framing_representation_Representation",
                        column: x => x.Representation,
                        principalTable: "framing_representation",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_target_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_target_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_target_targeting_target_Follows",
                        column: x => x.Follows,
                        principalTable: "targeting_target",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "policy_slippage",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Project = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Term = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    FirstMeaning = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    SecondMeaning = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    First = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Second = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_slippage", x => x.Id);
                    table.ForeignKey(
                        name: "FK_policy_slippage_policy_statement_First",
                        column: x => x.First,
                        principalTable: "policy_statement",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_slippage_policy_statement_Second",
                        column: x => x.Second,
                        principalTable: "policy_statement",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_slippage_project_Project",
                        column: x => x.Project,
                        principalTable: "project",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_slippage_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_slippage_source_Source",
                        column: x => x.Source,
                        principalTable: "source",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "policy_theory_statement",
                columns: table => new
                {
                    Theory = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Statement = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_policy_theory_statement", x => new { x.Theory, x.Statement });
                    table.ForeignKey(
                        name: "FK_policy_theory_statement_policy_statement_Statement",
                        column: x => x.Statement,
                        principalTable: "policy_statement",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_policy_theory_statement_policy_theory_Theory",
                        column: x => x.Theory,
                        principalTable: "policy_theory",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_cluster_construct",
                columns: table => new
                {
                    Cluster = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Construct = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_cluster_construct", x => new { x.Cluster, x.Construct });
                    table.ForeignKey(
                        name: "FK_synthesis_cluster_construct_synthesis_cluster_Cluster",
                        column: x => x.Cluster,
                        principalTable: "synthesis_cluster",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_cluster_construct_synthesis_construct_Construct",
                        column: x => x.Construct,
                        principalTable: "synthesis_construct",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "synthesis_comparison_construct",
                columns: table => new
                {
                    Comparison = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Construct = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Study = table.Column<byte[]>(type: "BLOB", nullable: false),
                    IsIndependent = table.Column<bool>(type: "INTEGER", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_synthesis_comparison_construct", x => new { x.Comparison, x.Construct });
                    table.ForeignKey(
                        name: "FK_synthesis_comparison_construct_synthesis_comparison_Comparison",
                        column: x => x.Comparison,
                        principalTable: "synthesis_comparison",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_synthesis_comparison_construct_synthesis_construct_Construct",
                        column: x => x.Construct,
                        principalTable: "synthesis_construct",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_action",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Target = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    Words = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    Level = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Approach = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Uptake = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Driver = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_action", x => x.Id);
                    table.ForeignKey(
                        name: "FK_targeting_action_targeting_target_Target",
                        column: x => x.Target,
                        principalTable: "targeting_target",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_answer",
                columns: table => new
                {
                    Target = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Question = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Answer = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Ground = table.Column<string>(type: "TEXT", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_answer", x => new { x.Target, x.Question });
                    table.ForeignKey(
                        name: "FK_targeting_answer_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_answer_targeting_target_Target",
                        column: x => x.Target,
                        principalTable: "targeting_target",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_area",
                columns: table => new
                {
                    Target = table.Column<byte[]>(type: "BLOB", nullable: false),
                    DatasetName = table.Column<string>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Level = table.Column<string>(type: "TEXT", nullable: false),
                    Percent = table.Column<double>(type: "REAL", nullable: false),
                    Core20People = table.Column<double>(type: "REAL", nullable: false),
                    Missed = table.Column<double>(type: "REAL", nullable: false),
                    MissedPercent = table.Column<double>(type: "REAL", nullable: false),
                    Others = table.Column<double>(type: "REAL", nullable: false),
                    Chosen = table.Column<int>(type: "INTEGER", nullable: false),
                    Floor = table.Column<double>(type: "REAL", nullable: false),
                    BelowFloor = table.Column<int>(type: "INTEGER", nullable: false),
                    Own = table.Column<string>(type: "TEXT", nullable: false),
                    OwnCore20 = table.Column<double>(type: "REAL", nullable: true),
                    OwnRank = table.Column<int>(type: "INTEGER", nullable: true),
                    Areas = table.Column<int>(type: "INTEGER", nullable: true),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CheckedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_area", x => x.Target);
                    table.ForeignKey(
                        name: "FK_targeting_area_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_area_targeting_target_Target",
                        column: x => x.Target,
                        principalTable: "targeting_target",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_baseline",
                columns: table => new
                {
                    Target = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Figure = table.Column<byte[]>(type: "BLOB", nullable: false),
                    FigureName = table.Column<string>(type: "TEXT", nullable: false),
                    DatasetName = table.Column<string>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    What = table.Column<string>(type: "TEXT", nullable: false),
                    Unit = table.Column<string>(type: "TEXT", nullable: false),
                    HigherIsBetter = table.Column<bool>(type: "INTEGER", nullable: false),
                    RankedBy = table.Column<string>(type: "TEXT", nullable: false),
                    Vintage = table.Column<string>(type: "TEXT", nullable: false),
                    Place = table.Column<string>(type: "TEXT", nullable: false),
                    People = table.Column<string>(type: "TEXT", nullable: false),
                    Period = table.Column<string>(type: "TEXT", nullable: false),
                    Grouping = table.Column<string>(type: "TEXT", nullable: false),
                    Method = table.Column<string>(type: "TEXT", nullable: false),
                    Scale = table.Column<string>(type: "TEXT", nullable: false),
                    Values = table.Column<string>(type: "TEXT", nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    FixedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_baseline", x => x.Target);
                    table.ForeignKey(
                        name: "FK_targeting_baseline_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_baseline_targeting_target_Target",
                        column: x => x.Target,
                        principalTable: "targeting_target",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_drift",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Target = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Field = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Before = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    After = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_drift", x => x.Id);
                    table.ForeignKey(
                        name: "FK_targeting_drift_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_drift_targeting_target_Target",
                        column: x => x.Target,
                        principalTable: "targeting_target",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_evidence",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Target = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Field = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    NodeKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    NodeId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    What = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    Source = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_evidence", x => x.Id);
                    table.ForeignKey(
                        name: "FK_targeting_evidence_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_evidence_targeting_target_Target",
                        column: x => x.Target,
                        principalTable: "targeting_target",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_field",
                columns: table => new
                {
                    Target = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Field = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Value = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_field", x => new { x.Target, x.Field });
                    table.ForeignKey(
                        name: "FK_targeting_field_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_field_targeting_target_Target",
                        column: x => x.Target,
                        principalTable: "targeting_target",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_indicator",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Target = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    Words = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Hands = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Months = table.Column<int>(type: "INTEGER", nullable: true),
                    Figure = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_indicator", x => x.Id);
                    table.ForeignKey(
                        name: "FK_targeting_indicator_targeting_target_Target",
                        column: x => x.Target,
                        principalTable: "targeting_target",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_readiness",
                columns: table => new
                {
                    Target = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Item = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_readiness", x => new { x.Target, x.Item });
                    table.ForeignKey(
                        name: "FK_targeting_readiness_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_readiness_targeting_target_Target",
                        column: x => x.Target,
                        principalTable: "targeting_target",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "targeting_review",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Target = table.Column<byte[]>(type: "BLOB", nullable: false),
                    On = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Learned = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Decided = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Period = table.Column<string>(type: "TEXT", nullable: false),
                    Absolute = table.Column<double>(type: "REAL", nullable: true),
                    Relative = table.Column<double>(type: "REAL", nullable: true),
                    InGroup = table.Column<double>(type: "REAL", nullable: true),
                    Analyst = table.Column<byte[]>(type: "BLOB", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_targeting_review", x => x.Id);
                    table.ForeignKey(
                        name: "FK_targeting_review_project_analyst_Analyst",
                        column: x => x.Analyst,
                        principalTable: "project_analyst",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_targeting_review_targeting_target_Target",
                        column: x => x.Target,
                        principalTable: "targeting_target",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_coding_code_MergedInto",
                table: "coding_code",
                column: "MergedInto");

            migrationBuilder.CreateIndex(
                name: "IX_coding_code_Parent",
                table: "coding_code",
                column: "Parent");

            migrationBuilder.CreateIndex(
                name: "IX_coding_code_Project",
                table: "coding_code",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_coding_codebook_version_Project_Number",
                table: "coding_codebook_version",
                columns: new[] { "Project", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_coding_coding_Analyst",
                table: "coding_coding",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_coding_coding_Code",
                table: "coding_coding",
                column: "Code");

            migrationBuilder.CreateIndex(
                name: "IX_coding_coding_counted",
                table: "coding_coding",
                columns: new[] { "Project", "Source", "Excerpt", "Code", "Analyst", "IsSuggestion" });

            migrationBuilder.CreateIndex(
                name: "IX_coding_coding_Excerpt",
                table: "coding_coding",
                column: "Excerpt");

            migrationBuilder.CreateIndex(
                name: "IX_coding_coding_Project_Analyst",
                table: "coding_coding",
                columns: new[] { "Project", "Analyst" });

            migrationBuilder.CreateIndex(
                name: "IX_coding_coding_Source_Code",
                table: "coding_coding",
                columns: new[] { "Source", "Code" });

            migrationBuilder.CreateIndex(
                name: "IX_coding_memo_Analyst",
                table: "coding_memo",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_coding_memo_Project_OnKind_OnId",
                table: "coding_memo",
                columns: new[] { "Project", "OnKind", "OnId" });

            migrationBuilder.CreateIndex(
                name: "IX_coding_note_Analyst",
                table: "coding_note",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_coding_note_Code",
                table: "coding_note",
                column: "Code");

            migrationBuilder.CreateIndex(
                name: "IX_coding_note_Project",
                table: "coding_note",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_coding_note_Source_Code_Order",
                table: "coding_note",
                columns: new[] { "Source", "Code", "Order" });

            migrationBuilder.CreateIndex(
                name: "IX_coding_note_answer_Analyst",
                table: "coding_note_answer",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_coding_note_passage_Excerpt",
                table: "coding_note_passage",
                column: "Excerpt");

            migrationBuilder.CreateIndex(
                name: "IX_coding_notes_check_Analyst",
                table: "coding_notes_check",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_coding_quotation_Analyst",
                table: "coding_quotation",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_coding_quotation_Excerpt",
                table: "coding_quotation",
                column: "Excerpt");

            migrationBuilder.CreateIndex(
                name: "IX_coding_quotation_Project_Theme",
                table: "coding_quotation",
                columns: new[] { "Project", "Theme" });

            migrationBuilder.CreateIndex(
                name: "IX_coding_quotation_Source",
                table: "coding_quotation",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_coding_quotation_Theme",
                table: "coding_quotation",
                column: "Theme");

            migrationBuilder.CreateIndex(
                name: "IX_coding_recent_search_Analyst",
                table: "coding_recent_search",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_coding_recent_search_Project_Analyst_At",
                table: "coding_recent_search",
                columns: new[] { "Project", "Analyst", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_coding_settlement_Adopted",
                table: "coding_settlement",
                column: "Adopted");

            migrationBuilder.CreateIndex(
                name: "IX_coding_settlement_Analyst",
                table: "coding_settlement",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_coding_settlement_Code",
                table: "coding_settlement",
                column: "Code");

            migrationBuilder.CreateIndex(
                name: "IX_coding_settlement_Source_Code_Start_End_Analyst",
                table: "coding_settlement",
                columns: new[] { "Source", "Code", "Start", "End", "Analyst" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_coding_theme_MadeBy",
                table: "coding_theme",
                column: "MadeBy");

            migrationBuilder.CreateIndex(
                name: "IX_coding_theme_Project_Name",
                table: "coding_theme",
                columns: new[] { "Project", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_coding_theme_code_Code",
                table: "coding_theme_code",
                column: "Code");

            migrationBuilder.CreateIndex(
                name: "IX_coding_theme_passage_Analyst",
                table: "coding_theme_passage",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_coding_theme_passage_Excerpt",
                table: "coding_theme_passage",
                column: "Excerpt");

            migrationBuilder.CreateIndex(
                name: "IX_coding_theme_passage_Source",
                table: "coding_theme_passage",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_equity_dataset_ImportedBy",
                table: "equity_dataset",
                column: "ImportedBy");

            migrationBuilder.CreateIndex(
                name: "IX_equity_dataset_Project_Name",
                table: "equity_dataset",
                columns: new[] { "Project", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_equity_figure_Dataset",
                table: "equity_figure",
                column: "Dataset");

            migrationBuilder.CreateIndex(
                name: "IX_equity_figure_MadeBy",
                table: "equity_figure",
                column: "MadeBy");

            migrationBuilder.CreateIndex(
                name: "IX_equity_figure_Project",
                table: "equity_figure",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_equity_figure_step_ChangedBy",
                table: "equity_figure_step",
                column: "ChangedBy");

            migrationBuilder.CreateIndex(
                name: "IX_equity_figure_step_Figure",
                table: "equity_figure_step",
                column: "Figure");

            migrationBuilder.CreateIndex(
                name: "IX_equity_site_choice_Dataset",
                table: "equity_site_choice",
                column: "Dataset");

            migrationBuilder.CreateIndex(
                name: "IX_equity_site_choice_MadeBy",
                table: "equity_site_choice",
                column: "MadeBy");

            migrationBuilder.CreateIndex(
                name: "IX_equity_site_choice_Project",
                table: "equity_site_choice",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_framing_link_Analyst",
                table: "framing_link",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_framing_link_From",
                table: "framing_link",
                column: "From");

            migrationBuilder.CreateIndex(
                name: "IX_framing_link_Project_From_To",
                table: "framing_link",
                columns: new[] { "Project", "From", "To" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_framing_link_To",
                table: "framing_link",
                column: "To");

            migrationBuilder.CreateIndex(
                name: "IX_framing_own_framework_Project",
                table: "framing_own_framework",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_framing_representation_Analyst",
                table: "framing_representation",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_framing_representation_Excerpt",
                table: "framing_representation",
                column: "Excerpt");

            migrationBuilder.CreateIndex(
                name: "IX_framing_representation_HeldBy",
                table: "framing_representation",
                column: "HeldBy");

            migrationBuilder.CreateIndex(
                name: "IX_framing_representation_Project_SubjectKind_SubjectId",
                table: "framing_representation",
                columns: new[] { "Project", "SubjectKind", "SubjectId" });

            migrationBuilder.CreateIndex(
                name: "IX_framing_representation_Source_Analyst",
                table: "framing_representation",
                columns: new[] { "Source", "Analyst" });

            migrationBuilder.CreateIndex(
                name: "IX_framing_term_change_Project_Term",
                table: "framing_term_change",
                columns: new[] { "Project", "Term" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_log_entry_Project_Analyst_Seq",
                table: "log_entry",
                columns: new[] { "Project", "Analyst", "Seq" });

            migrationBuilder.CreateIndex(
                name: "IX_log_entry_Project_SubjectKind_SubjectId",
                table: "log_entry",
                columns: new[] { "Project", "SubjectKind", "SubjectId" });

            migrationBuilder.CreateIndex(
                name: "IX_log_value_Source",
                table: "log_value",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_policy_document_Project",
                table: "policy_document",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_policy_document_Supersedes",
                table: "policy_document",
                column: "Supersedes");

            migrationBuilder.CreateIndex(
                name: "IX_policy_slippage_Analyst",
                table: "policy_slippage",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_policy_slippage_First",
                table: "policy_slippage",
                column: "First");

            migrationBuilder.CreateIndex(
                name: "IX_policy_slippage_Project_Source",
                table: "policy_slippage",
                columns: new[] { "Project", "Source" });

            migrationBuilder.CreateIndex(
                name: "IX_policy_slippage_Second",
                table: "policy_slippage",
                column: "Second");

            migrationBuilder.CreateIndex(
                name: "IX_policy_slippage_Source",
                table: "policy_slippage",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_policy_statement_AddedBy",
                table: "policy_statement",
                column: "AddedBy");

            migrationBuilder.CreateIndex(
                name: "IX_policy_statement_CountsWith",
                table: "policy_statement",
                column: "CountsWith");

            migrationBuilder.CreateIndex(
                name: "IX_policy_statement_Excerpt",
                table: "policy_statement",
                column: "Excerpt",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_policy_statement_Project_Source",
                table: "policy_statement",
                columns: new[] { "Project", "Source" });

            migrationBuilder.CreateIndex(
                name: "IX_policy_statement_Source",
                table: "policy_statement",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_policy_tension_Analyst",
                table: "policy_tension",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_policy_tension_One",
                table: "policy_tension",
                column: "One");

            migrationBuilder.CreateIndex(
                name: "IX_policy_tension_Other",
                table: "policy_tension",
                column: "Other");

            migrationBuilder.CreateIndex(
                name: "IX_policy_tension_Project_One",
                table: "policy_tension",
                columns: new[] { "Project", "One" });

            migrationBuilder.CreateIndex(
                name: "IX_policy_tension_Source",
                table: "policy_tension",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_policy_theory_Analyst",
                table: "policy_theory",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_policy_theory_Project_Source",
                table: "policy_theory",
                columns: new[] { "Project", "Source" });

            migrationBuilder.CreateIndex(
                name: "IX_policy_theory_Source",
                table: "policy_theory",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_policy_theory_draft_Draft",
                table: "policy_theory_draft",
                column: "Draft");

            migrationBuilder.CreateIndex(
                name: "IX_policy_theory_statement_Statement",
                table: "policy_theory_statement",
                column: "Statement");

            migrationBuilder.CreateIndex(
                name: "IX_policy_theory_tie_Analyst",
                table: "policy_theory_tie",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_policy_theory_tie_Earlier",
                table: "policy_theory_tie",
                column: "Earlier");

            migrationBuilder.CreateIndex(
                name: "IX_policy_theory_tie_Later",
                table: "policy_theory_tie",
                column: "Later");

            migrationBuilder.CreateIndex(
                name: "IX_policy_theory_tie_Project_Earlier",
                table: "policy_theory_tie",
                columns: new[] { "Project", "Earlier" });

            migrationBuilder.CreateIndex(
                name: "IX_policy_theory_tie_Source",
                table: "policy_theory_tie",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_project_analyst_Project_Name",
                table: "project_analyst",
                columns: new[] { "Project", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_project_assignment_Analyst",
                table: "project_assignment",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_project_assignment_Project_SubjectKind_SubjectId_Analyst",
                table: "project_assignment",
                columns: new[] { "Project", "SubjectKind", "SubjectId", "Analyst" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_project_job_Project_State",
                table: "project_job",
                columns: new[] { "Project", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_review_appraisal_answer_Analyst",
                table: "review_appraisal_answer",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_review_appraisal_answer_Project",
                table: "review_appraisal_answer",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_review_appraisal_own",
                table: "review_appraisal_answer",
                columns: new[] { "Study", "Question", "Analyst" },
                unique: true,
                filter: "NOT \"IsSettled\"");

            migrationBuilder.CreateIndex(
                name: "IX_review_appraisal_settled",
                table: "review_appraisal_answer",
                columns: new[] { "Study", "Question" },
                unique: true,
                filter: "\"IsSettled\"");

            migrationBuilder.CreateIndex(
                name: "IX_review_citation_AddedBy",
                table: "review_citation",
                column: "AddedBy");

            migrationBuilder.CreateIndex(
                name: "IX_review_citation_CopyOf",
                table: "review_citation",
                column: "CopyOf");

            migrationBuilder.CreateIndex(
                name: "IX_review_citation_Project_Number",
                table: "review_citation",
                columns: new[] { "Project", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_review_citation_Run",
                table: "review_citation",
                column: "Run");

            migrationBuilder.CreateIndex(
                name: "IX_review_citation_Source",
                table: "review_citation",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_review_citation_Study",
                table: "review_citation",
                column: "Study");

            migrationBuilder.CreateIndex(
                name: "IX_review_exclusion_reason_Project",
                table: "review_exclusion_reason",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_review_extraction_field_Project",
                table: "review_extraction_field",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_review_extraction_passage_ChosenBy",
                table: "review_extraction_passage",
                column: "ChosenBy");

            migrationBuilder.CreateIndex(
                name: "IX_review_extraction_passage_Excerpt",
                table: "review_extraction_passage",
                column: "Excerpt");

            migrationBuilder.CreateIndex(
                name: "IX_review_extraction_passage_Project",
                table: "review_extraction_passage",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_review_extraction_passage_Source",
                table: "review_extraction_passage",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_review_extraction_value_ExtractedBy",
                table: "review_extraction_value",
                column: "ExtractedBy");

            migrationBuilder.CreateIndex(
                name: "IX_review_extraction_value_Field",
                table: "review_extraction_value",
                column: "Field");

            migrationBuilder.CreateIndex(
                name: "IX_review_extraction_value_Project",
                table: "review_extraction_value",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_review_extraction_value_Source",
                table: "review_extraction_value",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_review_extraction_value_Study_Field",
                table: "review_extraction_value",
                columns: new[] { "Study", "Field" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_review_screening_Analyst",
                table: "review_screening",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_review_screening_Project",
                table: "review_screening",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_review_screening_Reason",
                table: "review_screening",
                column: "Reason");

            migrationBuilder.CreateIndex(
                name: "IX_review_search_run_AddedBy",
                table: "review_search_run",
                column: "AddedBy");

            migrationBuilder.CreateIndex(
                name: "IX_review_search_run_Project",
                table: "review_search_run",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_review_search_run_RerunOf",
                table: "review_search_run",
                column: "RerunOf");

            migrationBuilder.CreateIndex(
                name: "IX_review_study_AddedBy",
                table: "review_study",
                column: "AddedBy");

            migrationBuilder.CreateIndex(
                name: "IX_review_study_Project",
                table: "review_study",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_review_target_paper_AddedBy",
                table: "review_target_paper",
                column: "AddedBy");

            migrationBuilder.CreateIndex(
                name: "IX_review_target_paper_Project",
                table: "review_target_paper",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_source_Project_FileSha256",
                table: "source",
                columns: new[] { "Project", "FileSha256" });

            migrationBuilder.CreateIndex(
                name: "IX_source_Project_Number",
                table: "source",
                columns: new[] { "Project", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_source_attribute_Project_Name",
                table: "source_attribute",
                columns: new[] { "Project", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_source_case_Project_Name",
                table: "source_case",
                columns: new[] { "Project", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_source_case_tie_Case",
                table: "source_case_tie",
                column: "Case");

            migrationBuilder.CreateIndex(
                name: "IX_source_case_tie_Excerpt",
                table: "source_case_tie",
                column: "Excerpt");

            migrationBuilder.CreateIndex(
                name: "IX_source_case_tie_Source",
                table: "source_case_tie",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_source_case_tie_Speaker",
                table: "source_case_tie",
                column: "Speaker");

            migrationBuilder.CreateIndex(
                name: "IX_source_case_value_Attribute",
                table: "source_case_value",
                column: "Attribute");

            migrationBuilder.CreateIndex(
                name: "IX_source_excerpt_lost",
                table: "source_excerpt",
                column: "Project",
                filter: "\"IsLost\"");

            migrationBuilder.CreateIndex(
                name: "IX_source_excerpt_places",
                table: "source_excerpt",
                columns: new[] { "Project", "Source", "Id", "Start", "End", "IsLost" });

            migrationBuilder.CreateIndex(
                name: "IX_source_excerpt_Revision",
                table: "source_excerpt",
                column: "Revision");

            migrationBuilder.CreateIndex(
                name: "IX_source_excerpt_Source_Start_End",
                table: "source_excerpt",
                columns: new[] { "Source", "Start", "End" });

            migrationBuilder.CreateIndex(
                name: "IX_source_pseudonym_Project",
                table: "source_pseudonym",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_source_revision_Source_Number",
                table: "source_revision",
                columns: new[] { "Source", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_source_speaker_Source",
                table: "source_speaker",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_source_turn_Source_Number",
                table: "source_turn",
                columns: new[] { "Source", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_source_turn_Speaker",
                table: "source_turn",
                column: "Speaker");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_alternative_Project_OnKind_OnId",
                table: "synthesis_alternative",
                columns: new[] { "Project", "OnKind", "OnId" });

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_alternative_WrittenBy",
                table: "synthesis_alternative",
                column: "WrittenBy");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_claim_Project",
                table: "synthesis_claim",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_claim_ThirdOrder",
                table: "synthesis_claim",
                column: "ThirdOrder");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_claim_WrittenBy",
                table: "synthesis_claim",
                column: "WrittenBy");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_claim_support_Project_OnKind_OnId",
                table: "synthesis_claim_support",
                columns: new[] { "Project", "OnKind", "OnId" });

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_cluster_MadeBy",
                table: "synthesis_cluster",
                column: "MadeBy");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_cluster_Project",
                table: "synthesis_cluster",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_cluster_construct_Construct",
                table: "synthesis_cluster_construct",
                column: "Construct");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_cluster_member_Study",
                table: "synthesis_cluster_member",
                column: "Study");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_comparison_Analyst",
                table: "synthesis_comparison",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_comparison_cell",
                table: "synthesis_comparison",
                columns: new[] { "Study", "Concept" },
                unique: true,
                filter: "NOT \"IsIndependent\"");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_comparison_Concept",
                table: "synthesis_comparison",
                column: "Concept");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_comparison_own",
                table: "synthesis_comparison",
                columns: new[] { "Study", "Concept", "Analyst" },
                unique: true,
                filter: "\"IsIndependent\"");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_comparison_Project",
                table: "synthesis_comparison",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_comparison_construct_Construct",
                table: "synthesis_comparison_construct",
                column: "Construct");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_concept_Cluster",
                table: "synthesis_concept",
                column: "Cluster");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_concept_MadeBy",
                table: "synthesis_concept",
                column: "MadeBy");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_concept_Project",
                table: "synthesis_concept",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_concept_relation_From",
                table: "synthesis_concept_relation",
                column: "From");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_concept_relation_MadeBy",
                table: "synthesis_concept_relation",
                column: "MadeBy");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_concept_relation_Project",
                table: "synthesis_concept_relation",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_concept_relation_To",
                table: "synthesis_concept_relation",
                column: "To");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_construct_Excerpt",
                table: "synthesis_construct",
                column: "Excerpt");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_construct_Project",
                table: "synthesis_construct",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_construct_Source",
                table: "synthesis_construct",
                column: "Source");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_construct_Study",
                table: "synthesis_construct",
                column: "Study");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_construct_TakenBy",
                table: "synthesis_construct",
                column: "TakenBy");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_phase_entry_Project",
                table: "synthesis_phase_entry",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_phase_entry_WrittenBy",
                table: "synthesis_phase_entry",
                column: "WrittenBy");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_storyline_Project",
                table: "synthesis_storyline",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_storyline_WrittenBy",
                table: "synthesis_storyline",
                column: "WrittenBy");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_third_order_Project",
                table: "synthesis_third_order",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_third_order_Storyline",
                table: "synthesis_third_order",
                column: "Storyline");

            migrationBuilder.CreateIndex(
                name: "IX_synthesis_third_order_WrittenBy",
                table: "synthesis_third_order",
                column: "WrittenBy");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_action_Target",
                table: "targeting_action",
                column: "Target");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_answer_Analyst",
                table: "targeting_answer",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_area_Analyst",
                table: "targeting_area",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_baseline_Analyst",
                table: "targeting_baseline",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_drift_Analyst",
                table: "targeting_drift",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_drift_Target",
                table: "targeting_drift",
                column: "Target");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_evidence_Analyst",
                table: "targeting_evidence",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_evidence_NodeKind_NodeId",
                table: "targeting_evidence",
                columns: new[] { "NodeKind", "NodeId" });

            migrationBuilder.CreateIndex(
                name: "IX_targeting_evidence_Target_Field_NodeKind_NodeId",
                table: "targeting_evidence",
                columns: new[] { "Target", "Field", "NodeKind", "NodeId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_targeting_field_Analyst",
                table: "targeting_field",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_indicator_Target",
                table: "targeting_indicator",
                column: "Target");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_model_part_Analyst",
                table: "targeting_model_part",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_model_part_Project",
                table: "targeting_model_part",
                column: "Project");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_readiness_Analyst",
                table: "targeting_readiness",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_review_Analyst",
                table: "targeting_review",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_review_Target",
                table: "targeting_review",
                column: "Target");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_target_Analyst",
                table: "targeting_target",
                column: "Analyst");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_target_Follows",
                table: "targeting_target",
                column: "Follows");

            migrationBuilder.CreateIndex(
                name: "IX_targeting_target_Project_Number",
                table: "targeting_target",
                columns: new[] { "Project", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_targeting_target_Representation",
                table: "targeting_target",
                column: "Representation");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "coding_codebook_version_code");

            migrationBuilder.DropTable(
                name: "coding_coding");

            migrationBuilder.DropTable(
                name: "coding_memo");

            migrationBuilder.DropTable(
                name: "coding_note_answer");

            migrationBuilder.DropTable(
                name: "coding_note_passage");

            migrationBuilder.DropTable(
                name: "coding_notes_check");

            migrationBuilder.DropTable(
                name: "coding_quotation");

            migrationBuilder.DropTable(
                name: "coding_recent_search");

            migrationBuilder.DropTable(
                name: "coding_settlement");

            migrationBuilder.DropTable(
                name: "coding_theme_code");

            migrationBuilder.DropTable(
                name: "coding_theme_passage");

            migrationBuilder.DropTable(
                name: "equity_dataset_cells");

            migrationBuilder.DropTable(
                name: "equity_dataset_column");

            migrationBuilder.DropTable(
                name: "equity_dataset_file");

            migrationBuilder.DropTable(
                name: "equity_figure_step");

            migrationBuilder.DropTable(
                name: "equity_site_choice");

            migrationBuilder.DropTable(
                name: "framing_field");

            migrationBuilder.DropTable(
                name: "framing_link");

            migrationBuilder.DropTable(
                name: "framing_own_framework");

            migrationBuilder.DropTable(
                name: "framing_term_change");

            migrationBuilder.DropTable(
                name: "log_entry");

            migrationBuilder.DropTable(
                name: "log_head");

            migrationBuilder.DropTable(
                name: "log_value");

            migrationBuilder.DropTable(
                name: "policy_document");

            migrationBuilder.DropTable(
                name: "policy_slippage");

            migrationBuilder.DropTable(
                name: "policy_tension");

            migrationBuilder.DropTable(
                name: "policy_theory_draft");

            migrationBuilder.DropTable(
                name: "policy_theory_statement");

            migrationBuilder.DropTable(
                name: "policy_theory_tie");

            migrationBuilder.DropTable(
                name: "project_assignment");

            migrationBuilder.DropTable(
                name: "project_job_file");

            migrationBuilder.DropTable(
                name: "project_job_line");

            migrationBuilder.DropTable(
                name: "project_place");

            migrationBuilder.DropTable(
                name: "review_appraisal_answer");

            migrationBuilder.DropTable(
                name: "review_extraction_passage");

            migrationBuilder.DropTable(
                name: "review_screening");

            migrationBuilder.DropTable(
                name: "review_target_paper");

            migrationBuilder.DropTable(
                name: "source_case_tie");

            migrationBuilder.DropTable(
                name: "source_case_value");

            migrationBuilder.DropTable(
                name: "source_excerpt_context");

            migrationBuilder.DropTable(
                name: "source_original");

            migrationBuilder.DropTable(
                name: "source_other_reading");

            migrationBuilder.DropTable(
                name: "source_pseudonym");

            migrationBuilder.DropTable(
                name: "source_session");

            migrationBuilder.DropTable(
                name: "source_turn");

            migrationBuilder.DropTable(
                name: "synthesis_alternative");

            migrationBuilder.DropTable(
                name: "synthesis_claim_support");

            migrationBuilder.DropTable(
                name: "synthesis_cluster_construct");

            migrationBuilder.DropTable(
                name: "synthesis_cluster_member");

            migrationBuilder.DropTable(
                name: "synthesis_comparison_construct");

            migrationBuilder.DropTable(
                name: "synthesis_concept_relation");

            migrationBuilder.DropTable(
                name: "synthesis_phase_entry");

            migrationBuilder.DropTable(
                name: "synthesis_plan");

            migrationBuilder.DropTable(
                name: "targeting_action");

            migrationBuilder.DropTable(
                name: "targeting_answer");

            migrationBuilder.DropTable(
                name: "targeting_area");

            migrationBuilder.DropTable(
                name: "targeting_baseline");

            migrationBuilder.DropTable(
                name: "targeting_drift");

            migrationBuilder.DropTable(
                name: "targeting_evidence");

            migrationBuilder.DropTable(
                name: "targeting_field");

            migrationBuilder.DropTable(
                name: "targeting_indicator");

            migrationBuilder.DropTable(
                name: "targeting_model_part");

            migrationBuilder.DropTable(
                name: "targeting_readiness");

            migrationBuilder.DropTable(
                name: "targeting_review");

            migrationBuilder.DropTable(
                name: "coding_codebook_version");

            migrationBuilder.DropTable(
                name: "coding_note");

            migrationBuilder.DropTable(
                name: "coding_theme");

            migrationBuilder.DropTable(
                name: "equity_figure");

            migrationBuilder.DropTable(
                name: "policy_statement");

            migrationBuilder.DropTable(
                name: "policy_theory");

            migrationBuilder.DropTable(
                name: "project_job");

            migrationBuilder.DropTable(
                name: "review_extraction_value");

            migrationBuilder.DropTable(
                name: "review_citation");

            migrationBuilder.DropTable(
                name: "review_exclusion_reason");

            migrationBuilder.DropTable(
                name: "source_attribute");

            migrationBuilder.DropTable(
                name: "source_speaker");

            migrationBuilder.DropTable(
                name: "synthesis_claim");

            migrationBuilder.DropTable(
                name: "synthesis_comparison");

            migrationBuilder.DropTable(
                name: "synthesis_construct");

            migrationBuilder.DropTable(
                name: "targeting_target");

            migrationBuilder.DropTable(
                name: "coding_code");

            migrationBuilder.DropTable(
                name: "equity_dataset");

            migrationBuilder.DropTable(
                name: "review_extraction_field");

            migrationBuilder.DropTable(
                name: "review_search_run");

            migrationBuilder.DropTable(
                name: "synthesis_third_order");

            migrationBuilder.DropTable(
                name: "synthesis_concept");

            migrationBuilder.DropTable(
                name: "review_study");

            migrationBuilder.DropTable(
                name: "framing_representation");

            migrationBuilder.DropTable(
                name: "synthesis_storyline");

            migrationBuilder.DropTable(
                name: "synthesis_cluster");

            migrationBuilder.DropTable(
                name: "source_case");

            migrationBuilder.DropTable(
                name: "source_excerpt");

            migrationBuilder.DropTable(
                name: "project_analyst");

            migrationBuilder.DropTable(
                name: "source_revision");

            migrationBuilder.DropTable(
                name: "source");

            migrationBuilder.DropTable(
                name: "project");
        }
    }
}
